from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from app.asking.batch import AnswerFile, answer_batch
from app.asking.question_file import questions_of
from app.domain.conversations import Conversation, Turn
from evals.benchmarks.question_set import Kind
from evals.questions.graded_run import as_saved_grades, ask_and_grade, grade_answers, read_answers
from evals.questions.grading import MEASURES
from evals.runs.saved_runs import run_content
from knowledge.domain.errors import InputError
from tests.app.desks import DOCUMENTS, EVENTS, STAFF, assistant
from tests.citewell.schemas import faults
from tests.evals.questions.expert_questions import question_of
from tests.scripted_assistant import ScriptedAssistant

SPOUSE = question_of(conversation="c", labels=["colloquial"], answer="Yes, in 60 days.")
CUP = question_of(Kind.OFF_TOPIC, id="cup", conversation="c", question="who won the football cup?")


def test_answers_asked_here_and_read_from_a_file_are_graded_alike(tmp_path: Path) -> None:
    desk = assistant(tmp_path)
    path = tmp_path / "answers.jsonl"
    with closing(AnswerFile(path, knowledge_base="desk")) as output:
        answer_batch(desk, questions_of([SPOUSE, CUP]), output, STAFF)

    here = ask_and_grade(desk, [SPOUSE, CUP], STAFF)
    there = grade_answers(
        [SPOUSE, CUP], read_answers(path), {each.id: each.text for each in DOCUMENTS}
    )

    assert here == there
    assert here[0].values["usable"] == 1.0
    assert here[0].answering == (f"{EVENTS.document_key} 2026 {EVENTS.id[:8]}",)
    assert (here[1].values, here[1].later) == ({"off topic turned away": 1.0}, True)


def test_a_conversation_goes_on_from_the_experts_answers_or_from_our_own() -> None:
    theirs, ours = ScriptedAssistant(), ScriptedAssistant()

    ask_and_grade(theirs, [SPOUSE, CUP], STAFF)
    ask_and_grade(ours, [SPOUSE, CUP], STAFF, own_history=True)

    assert theirs.asked[1][0] == Conversation((Turn(SPOUSE.question, "Yes, in 60 days."),))
    assert ours.asked[1][0].turns[0].answer.startswith("Yes, a marriage counts")


def test_questions_without_an_answer_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps({"id": "cup", "answer": "", "refused": True}) + "\n")

    (graded,) = grade_answers([SPOUSE, CUP], read_answers(path), {})

    assert graded.question is CUP


def test_a_file_that_holds_no_answers_is_told_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text('\n{"id": "cup"}\n')

    with pytest.raises(InputError, match=r"Line 2 of .*answers\.jsonl' is no answer"):
        read_answers(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_answers(tmp_path / "missing.jsonl")


def test_the_saved_run_has_kind_turn_outcome_and_labels(tmp_path: Path) -> None:
    saved = as_saved_grades(ask_and_grade(assistant(tmp_path), [SPOUSE, CUP], STAFF))
    content = run_content({"benchmark": "desk"}, saved, measures=MEASURES)

    assert saved[0].tags == ("colloquial",)
    assert saved[1].labels == {
        "conversation": "c",
        "turn": "later",
        "kind": "offtopic",
        "outcome": "refused",
    }
    assert faults(json.loads(json.dumps(content)), "retrieval-run") == []
    assert content["groups"] != []
