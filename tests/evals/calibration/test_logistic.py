"""The logistic that answerability is judged by."""

from __future__ import annotations

import pytest

from evals.calibration.logistic import (
    CalibrationExample,
    area_estimate,
    area_under_curve,
    fit,
    logits,
    lowest_threshold,
)


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    assert area_under_curve([0.9, 0.5], [0.5, 0.1]) == 0.875


def test_the_areas_interval_draws_whole_conversations() -> None:
    area = area_estimate([0.9, 0.2] * 20, [0.4] * 40, ["a", "b"] * 20, ["a", "b"] * 20)

    assert area.mean == 0.5
    assert (area.low, area.high) == (0.0, 1.0)


def test_a_fit_learns_which_way_a_feature_points() -> None:
    examples = [
        CalibrationExample("desk", answerable, {"near": near})
        for answerable, near in ((True, 0.8), (True, 0.7), (False, 0.3), (False, 0.4))
    ]

    bias, weight = fit(examples, ["near"])

    assert weight > 0
    assert bias + weight * 0.75 > 0 > bias + weight * 0.35


def test_the_strictest_knowledge_base_sets_the_threshold() -> None:
    examples = [
        CalibrationExample(group, True, {"near": near})
        for group, near in (("easy", 0.8), ("easy", 0.9), ("hard", 0.4), ("hard", 0.5))
    ]
    scores = [each.features["near"] for each in examples]

    assert lowest_threshold(examples, scores, refusing=0.0) == 0.4


def test_scores_are_bias_and_weighted_features() -> None:
    example = CalibrationExample("desk", True, {"near": 0.5})
    fitted_weights = fit([example, CalibrationExample("desk", False, {"near": 0.1})], ["near"])

    assert logits([example], ["near"], fitted_weights) == [
        pytest.approx(fitted_weights[0] + 0.5 * fitted_weights[1])
    ]
