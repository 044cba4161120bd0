from __future__ import annotations

import pytest

from app.answerability.evidence import Coefficients
from evals.calibration.logistic import (
    CalibrationExample,
    area_estimate,
    area_under_curve,
    fit,
    logits,
    lowest_threshold,
)
from labs.answerability.quality import fitted, judged, left_out, mean_area
from labs.answerability.question_sets import IndexedEvidence, Weighed


def weighed(dataset: str, evidence: IndexedEvidence, near: float, number: int) -> Weighed:
    found = evidence is IndexedEvidence.THERE
    return Weighed(dataset, f"{dataset} {number}", evidence, found, {"near": near})


def sets(*datasets: str) -> list[Weighed]:
    return [
        weighed(dataset, evidence, low + number / 100, number)
        for dataset in datasets
        for evidence, low in ((IndexedEvidence.THERE, 0.6), (IndexedEvidence.FOREIGN, 0.3))
        for number in range(20)
    ]


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


def test_each_set_is_judged_by_what_was_fitted_on_the_others() -> None:
    lines = left_out(sets("one", "two"), ["near"])

    assert [(x.dataset, x.evidence, x.questions) for x in lines] == [
        ("one", IndexedEvidence.THERE, 20),
        ("one", IndexedEvidence.FOREIGN, 20),
        ("two", IndexedEvidence.THERE, 20),
        ("two", IndexedEvidence.FOREIGN, 20),
    ]
    assert mean_area(lines, IndexedEvidence.FOREIGN) == 1.0
    assert [x.answered.mean for x in lines] == [0.9, 0.0, 0.9, 0.0]


def test_what_is_fitted_on_all_answers_from_a_half_on() -> None:
    found = fitted(sets("one", "two"), ["near"])

    lines = judged(sets("one", "two"), found.coefficients, 0.5)
    assert found.examples == 80
    assert [x.answered.mean for x in lines] == [0.9, 0.0, 0.9, 0.0]


def test_questions_whose_passage_was_not_found_teach_nothing() -> None:
    missed = Weighed("one", "x", IndexedEvidence.THERE, False, {"near": 0.0})

    assert fitted([*sets("one"), missed], ["near"]).examples == 40


def test_scores_are_bias_and_weighted_features() -> None:
    example = CalibrationExample("desk", True, {"near": 0.5})
    fitted_weights = fit([example, CalibrationExample("desk", False, {"near": 0.1})], ["near"])

    assert logits([example], ["near"], fitted_weights) == [
        pytest.approx(fitted_weights[0] + 0.5 * fitted_weights[1])
    ]


def test_a_probability_is_what_the_threshold_is_held_to() -> None:
    lines = judged(sets("one"), Coefficients(-5.0, {"near": 10.0}), 0.5)

    assert [x.answered.mean for x in lines] == [1.0, 0.0]
