"""What a reranker makes of the best passages that a search found: before, after, and in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median
from time import perf_counter

import numpy as np

from evals.runs.measures import measure
from evals.runs.significance import Difference, difference
from finetune.pairing.judged import Judged
from knowledge.reranking import Reranker, blended

MEASURE = "nDCG@10"
WEIGHTS = tuple(step / 10 for step in range(11))

Found = Mapping[str, Sequence[tuple[str, float]]]
"""Question id -> (passage id, cosine), best first."""

Scored = Mapping[str, Mapping[str, float]]
"""Question id -> passage id -> the reranker's score."""


@dataclass(frozen=True, slots=True)
class Reranking:
    """The top of the rankings before and after, and what it costs."""

    weight: float
    before: float
    after: float
    difference: Difference


def scored(
    judged: Judged,
    found: Found,
    reranker: Reranker,
    *,
    candidates: int,
    counted: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Scored, float]:
    """Read each question's best `candidates`; return their scores, and the median seconds."""
    scores: dict[str, dict[str, float]] = {}
    seconds = []
    for done, (question, ranking) in enumerate(found.items(), start=1):
        ids = [passage for passage, _ in ranking[:candidates]]
        started = perf_counter()
        made = reranker.scores(
            judged.questions[question], [judged.passages[id_] for id_ in ids], deadline=inf
        )
        seconds.append(perf_counter() - started)
        scores[question] = dict(zip(ids, made, strict=True))
        counted(done, len(found))
    return scores, median(seconds)


def weighed(found: Found, scores: Scored, weight: float) -> dict[str, list[tuple[str, float]]]:
    """Order the scored passages as the product does; at 0 the order found stands."""
    mixed = {}
    for question, ranking in found.items():
        own = scores[question]
        ids = [passage for passage, _ in ranking if passage in own]
        searched = [score for passage, score in ranking if passage in own]
        total = blended(searched, [own[passage] for passage in ids], weight)
        mixed[question] = sorted(zip(ids, total, strict=True), key=lambda each: -each[1])
    return mixed


def best_weight(judged: Judged, found: Found, scores: Scored) -> float:
    """Return the weight that does best on these questions, the larger of two equal ones."""
    means = {w: float(np.mean(_values(judged, weighed(found, scores, w)))) for w in WEIGHTS}
    return max(WEIGHTS, key=lambda weight: (means[weight], weight))


def reranking(judged: Judged, found: Found, scores: Scored, weight: float) -> Reranking:
    """Hold one weight against the order found."""
    before = _values(judged, weighed(found, scores, 0.0))
    after = _values(judged, weighed(found, scores, weight))
    return Reranking(
        weight=weight,
        before=float(np.mean(before)),
        after=float(np.mean(after)),
        difference=difference(
            after, before, clusters=[judged.groups[question] for question in found]
        ),
    )


def _values(judged: Judged, rankings: Found) -> list[float]:
    relevant = {question: judged.relevant[question] for question in rankings}
    values = measure(rankings, relevant, (MEASURE,))[MEASURE]
    return [values[question] for question in rankings]
