from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.asking.batch import AnswerFile, answer_batch
from app.asking.question_file import FileQuestion
from app.domain.conversations import Conversation, Turn
from app.domain.replies import AnswerRequest
from knowledge.domain.errors import InputError
from tests.scripted_assistant import BAND, SPOUSE, ScriptedAssistant

REQUEST = AnswerRequest(groups=("staff",), as_of=date(2026, 11, 30), facets={"state": "WA"})
FIRST = FileQuestion("a1", "a", SPOUSE, Conversation())
SECOND = FileQuestion("a2", "a", BAND, Conversation((Turn(SPOUSE, "The expert's answer."),)))


def ask(
    path: Path, *questions: FileQuestion, resume: bool = False, own_history: bool = False
) -> ScriptedAssistant:
    """Answer the questions into the file and return who answered."""
    desk = ScriptedAssistant()
    with closing(AnswerFile(path, knowledge_base="desk", resume=resume)) as output:
        answer_batch(desk, questions, output, REQUEST, own_history=own_history)
    return desk


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_answer_is_a_line_with_its_id_in_the_order_of_the_questions(tmp_path: Path) -> None:
    ask(tmp_path / "answers.jsonl", SECOND, FIRST)

    assert [(line["id"], line["question"]) for line in lines(tmp_path / "answers.jsonl")] == [
        ("a2", BAND),
        ("a1", SPOUSE),
    ]


def test_a_conversation_goes_on_from_the_files_answers_or_from_our_own(tmp_path: Path) -> None:
    theirs = ask(tmp_path / "theirs.jsonl", FIRST, SECOND)
    ours = ask(tmp_path / "ours.jsonl", FIRST, SECOND, own_history=True)

    said = str(lines(tmp_path / "ours.jsonl")[0]["answer"])
    assert theirs.asked[-1][0] == SECOND.past
    assert ours.asked[-1][0] == Conversation((Turn(SPOUSE, said),))


def test_what_a_line_leaves_open_is_as_the_options_say(tmp_path: Path) -> None:
    board = FileQuestion(
        "b", "b", SPOUSE, Conversation(), date(2027, 1, 15), ("board",), {"plan": "gold"}
    )

    desk = ask(tmp_path / "answers.jsonl", FIRST, board)

    assert [request for _, _, request in desk.asked] == [
        REQUEST,
        AnswerRequest(("board",), date(2027, 1, 15), {"state": "WA", "plan": "gold"}),
    ]


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    ask(path, FIRST)
    said = str(lines(path)[0]["answer"])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "a2", "answ')

    desk = ask(path, FIRST, SECOND, resume=True, own_history=True)

    assert [question for _, question, _ in desk.asked] == [BAND]
    assert desk.asked[0][0] == Conversation((Turn(SPOUSE, said),))
    assert [line["id"] for line in lines(path)] == ["a1", "a2"]


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text("[]\n")

    with pytest.raises(InputError, match=r"is there already.*--resume"):
        ask(path, FIRST)
    with pytest.raises(InputError, match=r"Line 1 .* is no answer"):
        ask(path, FIRST, resume=True)
    with pytest.raises(InputError, match="cannot be written: No such file"):
        ask(tmp_path / "nowhere" / "answers.jsonl", FIRST)

    assert path.read_text() == "[]\n"
