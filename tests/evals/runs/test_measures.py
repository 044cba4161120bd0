from __future__ import annotations

import math

import pytest

from evals.runs.measures import measure

RELEVANT = {"q1": {"a": 1, "b": 2}, "q2": {"c": 1}}


def test_the_measures_are_those_of_the_literature() -> None:
    rankings = {"q1": [("x", 9.0), ("b", 8.0), ("a", 7.0)], "q2": [("c", 1.0)]}

    values = measure(rankings, RELEVANT, ["nDCG@10", "R@2", "RR@10", "P@1"])

    ideal = 2 + 1 / math.log2(3)
    found = 2 / math.log2(3) + 1 / math.log2(4)
    assert values["nDCG@10"] == {"q1": pytest.approx(found / ideal), "q2": 1.0}
    assert values["R@2"] == {"q1": 0.5, "q2": 1.0}
    assert values["RR@10"] == {"q1": 0.5, "q2": 1.0}
    assert values["P@1"] == {"q1": 0.0, "q2": 1.0}


def test_a_question_that_found_nothing_counts_as_zero() -> None:
    values = measure({"q2": [("c", 1.0)]}, RELEVANT, ["nDCG@10"])

    assert values == {"nDCG@10": {"q1": 0.0, "q2": 1.0}}


def test_equal_scores_keep_the_order_of_the_ranking() -> None:
    values = measure({"q2": [("z", 1.0), ("c", 1.0)]}, {"q2": {"c": 1}}, ["RR@10"])

    assert values["RR@10"]["q2"] == 0.5
