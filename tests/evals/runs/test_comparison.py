from __future__ import annotations

import pytest

from evals.runs.comparison import compare_runs
from knowledge.domain.errors import InputError
from tests.evals.made_runs import run_of


def test_two_runs_are_compared_over_all_questions_and_by_label() -> None:
    found = compare_runs(run_of("a", [0.2] * 40), run_of("b", [0.2, 0.6] * 20))

    assert [(row.group, row.questions) for row in found.rows] == [
        ("all", 40),
        ("turn first", 20),
        ("turn later", 20),
    ]
    assert [row.first for row in found.rows] == pytest.approx([0.2, 0.2, 0.2])
    assert [row.second for row in found.rows] == pytest.approx([0.4, 0.2, 0.6])
    assert [row.difference.significant for row in found.rows] == [True, False, True]


def test_changes_stand_with_the_largest_first_and_equal_values_are_none() -> None:
    found = compare_runs(run_of("a", [0.5, 0.5, 0.5]), run_of("b", [0.6, 0.5, 0.1]))

    assert [(each.question.id, round(each.change, 2)) for each in found.changes] == [
        ("q2", -0.4),
        ("q0", 0.1),
    ]


def test_questions_of_one_run_only_are_counted_and_left_out() -> None:
    found = compare_runs(run_of("a", [0.5] * 5), run_of("b", [0.5] * 3))

    assert (found.rows[0].questions, found.left_out) == (3, 2)


def test_runs_without_a_common_question_are_refused() -> None:
    other = run_of("b", [0.5])
    question = other.questions[0].model_copy(update={"id": "else"})

    with pytest.raises(InputError, match="no question in common"):
        compare_runs(run_of("a", [0.5]), other.model_copy(update={"questions": (question,)}))


def test_a_measure_that_they_do_not_share_is_refused() -> None:
    with pytest.raises(InputError, match="share the measures nDCG@5; MRR was asked"):
        compare_runs(run_of("a", [0.5]), run_of("b", [0.5]), measures=["MRR"])


def test_a_measure_that_a_question_lacks_is_compared_on_those_that_have_it() -> None:
    first, second = run_of("a", [0.2, 0.4]), run_of("b", [0.6, 0.9])
    lacking = first.questions[1].model_copy(update={"values": {}})
    first = first.model_copy(update={"questions": (first.questions[0], lacking)})

    found = compare_runs(first, second)

    first_row, *_ = found.rows
    assert (first_row.questions, round(first_row.difference.mean, 3)) == (1, 0.4)
    assert [change.question.id for change in found.changes] == ["q0"]


def test_runs_of_answers_are_ordered_by_the_first_measure_that_they_share() -> None:
    first, second = (run_of(name, [0.2, 0.4], measure="citation precision") for name in "ab")

    assert compare_runs(first, second).by == "citation precision"
    with pytest.raises(InputError, match="share the measures citation precision; nDCG@5 was asked"):
        compare_runs(first, second, by="nDCG@5")
