"""Weights are fitted so that windows that hold the answer come first."""

from __future__ import annotations

import numpy as np

from app.writing.quoting.features import NAMES
from app.writing.quoting.windows import windows
from evals.benchmarks.question_set import ExpertQuestion, Kind
from labs.quoting.fitting import ReadQuestion, fit, left_out, measured
from tests.builders import passage

RIGHT, WRONG = "A premium is $5.", "A card is blue."


def read(dataset: str, *texts: str, telling: str = "covered") -> ReadQuestion:
    question = ExpertQuestion(id="q", question="how much?", kind=Kind.ANSWERABLE, key_facts=("$5",))
    found = [w for n, text in enumerate(texts, start=1) for w in windows(n, passage(text))]
    rows = np.zeros((len(found), len(NAMES)), dtype=np.float32)
    rows[:, NAMES.index(telling)] = ["$5" in window.text for window in found]
    return ReadQuestion(dataset, question, found, rows)


def test_what_the_right_windows_have_gets_weight() -> None:
    weights = fit([read("a", RIGHT, WRONG)] * 30)

    assert weights["covered"] > 0.5
    assert weights["cosine"] == 0


def test_a_set_is_measured_by_what_the_others_taught() -> None:
    helpful = left_out([read("a", WRONG, RIGHT), *[read("b", WRONG, RIGHT)] * 30])
    useless = left_out([read("a", WRONG, RIGHT), *[read("b", WRONG, RIGHT, telling="rank")] * 30])

    assert (helpful[0].dataset, helpful[0].best_window) == ("a", 1.0)
    assert useless[0].best_window == 0.0


def test_the_limit_is_some_window_that_holds_every_fact() -> None:
    (row,) = measured([read("a", WRONG, RIGHT), read("a", WRONG)], {})

    assert (row.questions, row.some_window) == (2, 0.5)


def test_the_shortest_windows_that_hold_most_are_the_best() -> None:
    long = " ".join(["word"] * 61)

    best = read("a", RIGHT, f"The premium of {long} is $5.").best()

    assert best.tolist() == [True, False]
