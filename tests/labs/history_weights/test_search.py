from __future__ import annotations

import numpy as np

from app.rewriting.legs import MEASURED
from evals.benchmarks.benchmark import BenchmarkQuestion
from labs.history_weights.search import drawn_weights, folds_of, held_out


def test_a_question_is_judged_by_what_won_on_the_other_folds() -> None:
    # The second setting wins where it is measured, which is what fitting to noise looks like.
    table = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]])

    values = held_out(table, np.array([0, 0, 1, 1]))

    assert values.tolist() == [0.0, 0.0, 0.0, 0.0]


def test_a_conversation_is_never_cut() -> None:
    questions = [
        BenchmarkQuestion(str(n), "why?", {}, labels={"conversation": f"talk {n % 7}"})
        for n in range(70)
    ]

    folds = folds_of(questions, 5)

    assert [set(folds[n::7].tolist()) for n in range(7)] == [{int(folds[n])} for n in range(7)]
    assert len(set(folds.tolist())) > 1


def test_the_set_weights_are_tried_first_and_draws_are_repeatable() -> None:
    drawn = drawn_weights(20)

    assert drawn[0] == MEASURED
    assert drawn == drawn_weights(20)
    assert len(set(drawn)) > 10
