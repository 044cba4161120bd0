from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.benchmarks.question_set import Evidence, Kind, is_question_set, read_question_set
from knowledge.domain.errors import InputError
from tests.citewell.schemas import faults

LINE = {
    "id": "grace-1",
    "conversation": "grace",
    "turn": 1,
    "question": "my payment is late what now",
    "as_of": None,
    "kind": "answerable",
    "labels": ["colloquial"],
    "evidence": [{"document": "premiums.md", "quote": "The grace period is 31 days."}],
    "key_facts": [["31 days", "thirty-one days"], "grace period"],
    "wrong_facts": ["60 days"],
    "answer": "There is a grace period of 31 days.",
    "history_answers": "",
}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_line_says_what_a_right_answer_holds(tmp_path: Path) -> None:
    (question,) = read_question_set(written(tmp_path, LINE))

    assert question.kind is Kind.ANSWERABLE
    assert question.evidence == (
        Evidence(document="premiums.md", quote="The grace period is 31 days."),
    )
    assert question.key_facts == (("31 days", "thirty-one days"), ("grace period",))


def test_what_is_read_is_what_the_schema_describes() -> None:
    assert faults(LINE, "question-set") == []
    assert faults({**LINE, "kind": "easy"}, "question-set") != []
    assert faults({**LINE, "key_facts": []}, "question-set") != []
    assert faults({"id": "a", "question": "hello", "kind": "smalltalk"}, "question-set") == []


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"kind": "easy"}, "kind: Input should be 'answerable'"),
        ({"key_facts": []}, "an answerable question needs key_facts"),
        ({"key_facts": [[]]}, "key_facts"),
        ({"evidence": [{"quote": ""}]}, "evidence"),
    ],
)
def test_a_line_that_cannot_be_graded_is_told(
    tmp_path: Path, change: dict[str, object], trouble: str
) -> None:
    with pytest.raises(InputError) as raised:
        read_question_set(written(tmp_path, {**LINE, **change}))

    assert "Line 1 of" in str(raised.value)
    assert trouble in str(raised.value)


def test_questions_of_the_older_form_are_told_apart(tmp_path: Path) -> None:
    assert is_question_set(written(tmp_path, LINE))
    assert not is_question_set(written(tmp_path, {"id": "a", "question": "x", "kind": "first"}))
    assert not is_question_set(written(tmp_path))
