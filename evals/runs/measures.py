"""From rankings to figures: measures by ir-measures, means with intervals, the saved run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures

Rankings = Mapping[str, Sequence[tuple[str, float]]]
"""Question id -> (passage id, score), best first."""

DEFAULT_MEASURES = ("nDCG@5", "nDCG@10", "R@5", "R@10", "R@100", "RR@10", "Success@5", "P@1")


def measure(
    rankings: Rankings,
    relevant: Mapping[str, Mapping[str, int]],
    names: Sequence[str] = DEFAULT_MEASURES,
) -> dict[str, dict[str, float]]:
    """Return measure name -> question id -> value; a question without a ranking scores 0.

    Scores are replaced by ranks first, since the library orders ties its own way.
    """
    run = {
        question: {passage: float(-rank) for rank, (passage, _) in enumerate(ranking)}
        for question, ranking in rankings.items()
        if question in relevant
    }
    for question in relevant:
        # A ranking without a relevant passage, so that the question counts, with 0.
        run.setdefault(question, {"": 0.0})
    measures = [ir_measures.parse_measure(name) for name in names]
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(relevant, 0.0) for name in names}
    qrels = {question: dict(grades) for question, grades in relevant.items()}
    for metric in ir_measures.iter_calc(measures, qrels, run):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    return values
