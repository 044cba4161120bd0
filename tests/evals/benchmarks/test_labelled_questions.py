from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.conversations import Conversation, Turn
from evals.benchmarks.labelled_questions import LabelledQuestion, read_labelled_questions
from knowledge.domain.errors import InputError
from tests.builders import passage

LINE = (
    '{"id": "a-2", "question": "how long?", "history": [{"speaker": "user", "text": "spouse?"}, '
    '{"speaker": "agent", "text": "Yes."}], "answers": [{"document_key": "events.md", '
    '"quote": "within **60 days**,  of"}]}'
)


def question(line: str = LINE) -> LabelledQuestion:
    return LabelledQuestion.model_validate_json(line)


def test_the_history_becomes_turns() -> None:
    assert question().past() == Conversation((Turn("spouse?", "Yes."),))


def test_a_passage_answers_by_its_words_whatever_the_markup() -> None:
    other = passage("Nothing of it.", document_key="events.md")
    holding = passage("Form HL-214 within 60 days of the event", document_key="events.md")

    assert question().rank_in([other, holding]) == 2


def test_the_same_words_of_another_document_do_not_count() -> None:
    elsewhere = passage("within 60 days of the event", document_key="claims.md")

    assert question().rank_in([elsewhere]) is None


def test_a_question_without_answers_is_unanswerable() -> None:
    assert not question('{"id": "x", "question": "who won?"}').answerable


def test_a_bad_line_is_named_by_its_number_and_field(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(LINE + '\n{"id": "b"}\n', encoding="utf-8")

    with pytest.raises(InputError, match=r"Line 2 .*question: Field required"):
        read_labelled_questions(file)


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_labelled_questions(tmp_path / "none.jsonl")


def test_a_question_set_is_read_as_questions_with_the_passages_that_answer(
    tmp_path: Path,
) -> None:
    rows = [
        {
            **{"id": "a1", "conversation": "a", "kind": "answerable", "question": "how long?"},
            **{"key_facts": ["31 days"], "evidence": [{"quote": "31 days."}], "answer": "31 days"},
        },
        {"id": "a2", "conversation": "a", "kind": "smalltalk", "question": "thanks!"},
        {"id": "a3", "conversation": "a", "kind": "unanswerable", "question": "and in France?"},
        {"id": "b1", "kind": "underspecified", "question": "how much?"},
    ]
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    first, later = read_labelled_questions(file)

    assert first.rank_in([passage("Late."), passage("The period is 31 days.")]) == 2
    assert not later.answerable
    assert later.past() == Conversation((Turn("how long?", "31 days"), Turn("thanks!", "")))
