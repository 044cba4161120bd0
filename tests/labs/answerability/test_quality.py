from __future__ import annotations

from app.answerability.evidence import Coefficients
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


def test_a_probability_is_what_the_threshold_is_held_to() -> None:
    lines = judged(sets("one"), Coefficients(-5.0, {"near": 10.0}), 0.5)

    assert [x.answered.mean for x in lines] == [1.0, 0.0]
