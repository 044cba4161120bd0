from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.asking.question_file import read_questions
from app.domain.conversations import Conversation, Turn
from knowledge.domain.errors import InputError


def written(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def pasts(path: Path) -> list[Conversation]:
    return [question.past for question in read_questions(path)]


def test_the_history_of_a_turn_is_what_was_asked_and_answered_before_it(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"id": "a1", "conversation": "a", "turn": 1, "question": "who?", "answer": "Ann."},
        {"id": "b1", "conversation": "b", "turn": 1, "question": "when?"},
        {"id": "a2", "conversation": "a", "turn": 2, "question": "since when?", "answer": "May."},
        {"id": "a3", "conversation": "a", "turn": 4, "question": "why?"},
    )

    first = Turn("who?", "Ann.")
    assert pasts(path) == [
        Conversation(),
        Conversation(),
        Conversation((first,)),
        Conversation((first, Turn("since when?", "May."))),
    ]


def test_what_was_really_said_before_a_question_goes_before_the_right_answer(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path,
        {"id": "a1", "conversation": "a", "question": "it?", "answer": "Asking back is right."},
        {"id": "a2", "conversation": "a", "question": "the fee", "history_answers": "Which one?"},
        {"id": "a3", "conversation": "a", "question": "thanks"},
    )

    assert pasts(path)[1:] == [
        Conversation((Turn("it?", "Which one?"),)),
        Conversation((Turn("it?", "Which one?"), Turn("the fee"))),
    ]


def test_a_written_history_replaces_the_lines_before(tmp_path: Path) -> None:
    said = [{"speaker": "user", "text": "who?"}, {"speaker": "agent", "text": "Bob."}]
    path = written(
        tmp_path,
        {"id": "a1", "conversation": "a", "question": "who?", "answer": "Ann."},
        {"id": "a2", "conversation": "a", "question": "why?", "history": said},
    )

    assert pasts(path)[1] == Conversation((Turn("who?", "Bob."),))


def test_a_line_names_its_day_groups_and_facets_and_may_hold_more(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "",
        {
            **{"id": "a", "question": " who? ", "as_of": "2027-01-15", "groups": ["board"]},
            **{"facets": {"plan": "silver"}, "key_facts": [["Ann"]]},
        },
        {"id": "b", "question": "who?", "as_of": ""},
    )

    first, second = read_questions(path)

    assert (first.question, first.as_of, first.groups) == ("who?", date(2027, 1, 15), ("board",))
    assert first.facets == {"plan": "silver"}
    assert (second.conversation, second.as_of, second.groups) == ("b", None, None)


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("{", "Invalid JSON"),
        ({"question": "x"}, "id: Field required"),
        ({"id": "b", "question": " "}, "The question is empty"),
        ({"id": "b", "question": "why " * 1_001}, "the limit is 4000"),
        ({"id": "b", "question": "x", "as_of": "soon"}, "as_of"),
        ({"id": "a", "question": "x"}, "The id 'a' is there already"),
        (
            {"id": "b", "conversation": "c", "turn": 2, "question": "x"},
            "Turn 2 of conversation 'c' stands after turn 2. Put the turns",
        ),
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path: Path, line: object, trouble: str) -> None:
    good = {"id": "a", "conversation": "c", "turn": 2, "question": "who?"}
    path = written(tmp_path, good, "", line)

    with pytest.raises(InputError) as raised:
        read_questions(path)

    assert str(raised.value).startswith(f"Line 3 of {str(path)!r}: ")
    assert trouble in str(raised.value)


def test_a_file_without_questions_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no question"):
        read_questions(written(tmp_path))
    with pytest.raises(InputError, match=r"missing\.jsonl' cannot be read: No such file"):
        read_questions(tmp_path / "missing.jsonl")
    (tmp_path / "table.xlsx").write_bytes(b"PK\xff\xfe")
    with pytest.raises(InputError, match="it is not UTF-8 text"):
        read_questions(tmp_path / "table.xlsx")
