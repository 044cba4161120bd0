from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.conversations import Conversation
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from evals.answers.quality import (
    AnswerJudge,
    AnswerTask,
    Measured,
    compared,
    measure_answers,
    of_each_domain,
    read_grade,
    read_tasks,
    scores,
)
from tests.app.desks import EVENTS, SPOUSE, assistant
from tests.builders import EMBEDDER
from tests.evals.folders import write_lines
from tests.llm_stub import LlmStub, llm_stub

TASK = AnswerTask(
    "1", "one", "desk", Conversation(), SPOUSE, "You have 60 days.", frozenset({"a", "b"})
)
EMBED = EMBEDDER.embed_passages


def about_the_spouse(*, answerable: bool = True) -> AnswerTask:
    relevant = frozenset({EVENTS.source}) if answerable else frozenset[str]()
    return AnswerTask("1", "one", "desk", Conversation(), SPOUSE, EVENTS.text, relevant)


def measured(folder: Path, task: AnswerTask, judge: AnswerJudge | None = None) -> Measured:
    return measure_answers(
        {"desk": assistant(folder)},
        [task],
        groups=("staff",),
        relevant_text=lambda _: "",
        embed=EMBED,
        judge=judge,
    )


def test_an_answer_is_held_against_the_reference_and_the_relevant_passages() -> None:
    result = scores("You have 60 hours.", ["a", "c"], TASK, "You have 60 days", EMBED)

    recall = result.pop("embedding recall")
    assert result == {
        "citation precision": 0.5,
        "citation recall": 0.5,
        "ROUGE-L": 0.75,
        "token F1": 0.75,
        "K-precision": 0.75,
    }
    assert 0 < recall < 1


def test_no_answer_scores_nothing() -> None:
    assert set(scores("", [], TASK, "You have 60 days", EMBED).values()) == {0.0}


def test_answers_are_compared_with_the_first_passage_pasted(tmp_path: Path) -> None:
    lines = {each.measure: each for each in compared(measured(tmp_path, about_the_spouse()))}

    assert lines["citation precision"].ours.mean > 0
    assert lines["citation precision"].first_passage.mean == 1.0
    assert lines["answered"].ours.mean == 1.0
    assert lines["supported sentences"].ours.mean == 1.0


def test_of_an_unanswerable_task_only_the_refusal_counts(tmp_path: Path) -> None:
    found = measured(tmp_path, about_the_spouse(answerable=False))

    assert [each.values for each in found.ours] == [{"rightly refused": 0.0}]
    assert [each.values for each in found.pasted] == [{"rightly refused": 0.0}]
    assert compared(found, answered_only=True) == []


def test_a_refusal_has_no_sentence_to_be_supported_and_scores_nothing(tmp_path: Path) -> None:
    task = replace(about_the_spouse(), question="who won the football cup?")

    found = measured(tmp_path, task)

    (ours,) = found.ours
    assert ours.values["answered"] == ours.values["citation precision"] == 0.0
    assert "supported sentences" not in ours.values
    # It is in the figures over all tasks, and not in those over the answered ones.
    assert {each.tasks for each in compared(found)} == {1}
    assert compared(found, answered_only=True) == []


def test_a_task_is_kept_with_its_labels_and_what_was_found(tmp_path: Path) -> None:
    (ours,) = measured(tmp_path, about_the_spouse()).ours

    assert ours.labels == {"conversation": "one", "domain": "desk", "turn": "first"}
    assert ours.relevant == {EVENTS.source: 1}
    assert EVENTS.source in ours.ranking


def test_answerable_and_unanswerable_tasks_are_read_and_partial_ones_left_out(
    tmp_path: Path,
) -> None:
    write_lines(
        tmp_path / "tasks.jsonl",
        (
            {
                "task_id": f"t{number}",
                "conversation_id": "c",
                "domain": domain,
                "history": [],
                "question": "?",
                "reference_answer": "!",
                "answerability": [kind],
                "relevant": relevant,
            }
            for number, (domain, kind, relevant) in enumerate(
                [
                    ("govt", "ANSWERABLE", ["p"]),
                    ("govt", "UNANSWERABLE", []),
                    ("govt", "PARTIAL", ["p"]),
                    ("govt", "CONVERSATIONAL", []),
                    ("fiqa", "ANSWERABLE", ["p"]),
                ]
            )
        ),
    )

    tasks = read_tasks(tmp_path, ["govt"])

    assert [(task.id, task.answerable) for task in tasks] == [("t0", True), ("t1", False)]


def judge_of(stub: LlmStub) -> AnswerJudge:
    model = LangChainChatModel(ChatModelSettings("stub", stub.url, retries=0))
    return AnswerJudge(model, make_mark=lambda: "MARK")


def test_a_judge_grades_the_answer_and_the_pasted_passage(tmp_path: Path) -> None:
    with llm_stub(['{"grade": 2}', '{"grade": 1}']) as stub:
        lines = compared(measured(tmp_path, about_the_spouse(), judge_of(stub)))

    graded = next(each for each in lines if each.measure == "judge's grade")
    assert (graded.ours.mean, graded.first_passage.mean) == (1.0, 0.5)


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
    other = replace(TASK, id="2", domain="other")

    assert list(of_each_domain([TASK, TASK, other], 1)) == [TASK, other]
