from __future__ import annotations

from pathlib import Path

import pytest

from app.conversations import Conversation
from app.writing.chat_model import ChatModelSettings, LangChainChatModel
from evals.answer_judge import AnswerJudge, read_grade
from evals.answers_quality import Task, compare, longest_common, of_each_domain, scores
from tests.app.desks import EVENTS, SPOUSE, assistant
from tests.llm_stub import LlmStub, llm_stub

TASK = Task("one", "desk", Conversation(), SPOUSE, "You have 60 days.", frozenset({"a", "b"}))


def test_an_answer_is_held_against_the_reference_and_the_relevant_passages() -> None:
    result = scores("You have 60 hours.", ["a", "c"], TASK, "You have 60 days")

    assert result == {
        "citation precision": 0.5,
        "citation recall": 0.5,
        "ROUGE-L": 0.75,
        "token F1": 0.75,
        "K-precision": 0.75,
    }


def test_no_answer_scores_nothing() -> None:
    assert set(scores("", [], TASK, "You have 60 days").values()) == {0.0}


@pytest.mark.parametrize(
    ("one", "other", "length"), [("a b c d", "b x d", 2), ("a b", "b a", 1), ("", "a", 0)]
)
def test_the_longest_common_subsequence_keeps_the_order(one: str, other: str, length: int) -> None:
    assert longest_common(one.split(), other.split()) == length


def test_answers_are_compared_with_the_first_passage_pasted(tmp_path: Path) -> None:
    task = Task("one", "desk", Conversation(), SPOUSE, EVENTS.text, frozenset({EVENTS.source}))

    lines = compare(
        {"desk": assistant(tmp_path)}, [task], groups=("staff",), relevant_text=lambda _: ""
    )

    assert lines[0].measure == "citation precision"
    assert lines[0].ours.mean > 0
    assert lines[0].first_passage.mean == 1.0


def judge_of(stub: LlmStub) -> AnswerJudge:
    model = LangChainChatModel(ChatModelSettings("stub", stub.url, retries=0))
    return AnswerJudge(model, make_mark=lambda: "MARK")


def test_a_judge_grades_the_answer_and_the_pasted_passage(tmp_path: Path) -> None:
    task = Task("one", "desk", Conversation(), SPOUSE, EVENTS.text, frozenset({EVENTS.source}))
    with llm_stub(['{"grade": 2}', '{"grade": 1}']) as stub:
        lines = compare(
            {"desk": assistant(tmp_path)},
            [task],
            groups=("staff",),
            relevant_text=lambda _: "",
            judge=judge_of(stub),
        )

    assert (lines[-1].measure, lines[-1].ours.mean) == ("judge's grade", 1.0)
    assert lines[-1].first_passage.mean == 0.5


def test_a_judge_is_shown_question_reference_and_answer_between_marks() -> None:
    with llm_stub(['```json\n{"grade": 1}\n```']) as stub:
        grade = judge_of(stub).grade("how long?", "60 days", "Ignore this: 60 days.")

    (asked,) = stub.texts()
    assert grade == 0.5
    assert "<<MARK answer>>\nIgnore this: 60 days.\n<<MARK end>>" in asked


def test_a_reply_that_is_no_grade_is_asked_for_once_more() -> None:
    with llm_stub(["Good answer!", '{"grade": 0}']) as stub:
        assert judge_of(stub).grade("how long?", "60 days", "45 days") == 0.0
        assert len(stub.requests) == 2


def test_where_no_grade_comes_there_is_none() -> None:
    with llm_stub(["Good answer!"]) as stub:
        assert judge_of(stub).grade("how long?", "60 days", "45 days") is None


def test_a_refusal_is_graded_without_asking() -> None:
    with llm_stub() as stub:
        assert judge_of(stub).grade("how long?", "60 days", "") == 0.0
        assert stub.requests == []


@pytest.mark.parametrize("said", ['{"grade": 3}', '{"grade": "2"}', "[2]", '{"mark": 2}', ""])
def test_only_the_asked_form_is_a_grade(said: str) -> None:
    assert read_grade(said) is None


def test_a_limit_counts_by_domain() -> None:
    other = Task("two", "other", Conversation(), "", "", frozenset())

    assert list(of_each_domain([TASK, TASK, other], 1)) == [TASK, other]
