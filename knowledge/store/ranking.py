"""One ranking of several legs: fused as the engine does it, ties broken, ranks kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

import numpy as np

from knowledge.domain.passages import FloatRows, Passage
from knowledge.domain.queries import Fusion, Hit, LegRank

RRF_K = 60
"""The usual constant of reciprocal rank fusion (Cormack et al., SIGIR 2009)."""

TIE_MARGIN = 50
"""How many more than asked are fetched, so that ties at the end break by id, not by chance."""

PointId = int | str | UUID

FoundIds = list[tuple[PointId, float]]
"""Point ids, as the engine gives them, and scores, best first."""


class ScoredPoint(Protocol):
    """A point as either engine gives it."""

    @property
    def id(self) -> PointId:
        """Its id."""
        ...

    @property
    def score(self) -> float:
        """Its score; higher is better."""
        ...


def found_of(answer: Iterable[ScoredPoint]) -> FoundIds:
    """Return point ids and scores, in the engine's order."""
    return [(point.id, point.score) for point in answer]


def contenders(fused: FoundIds, *, limit: int) -> list[PointId]:
    """Return the points that can be among the best `limit`, ties at the end included."""
    if len(fused) <= limit:
        return [point for point, _ in fused]
    last = _comparable(fused[limit - 1][1])
    return [point for point, score in fused if _comparable(score) >= last]


def rank_hits(
    fused: FoundIds,
    legs: Sequence[FoundIds],
    found: Mapping[PointId, Passage],
    *,
    limit: int,
) -> list[Hit]:
    """Return the best `limit` hits: higher score first, equal scores by passage id."""
    # Legs are long and hits few: only what is found gets a rank made.
    tables = [
        {
            point: LegRank(rank, score)
            for rank, (point, score) in enumerate(leg, start=1)
            if point in found
        }
        for leg in legs
    ]
    nowhere = LegRank(None, None)
    hits = [
        Hit(found[point], score, tuple(table.get(point, nowhere) for table in tables))
        for point, score in fused
        if point in found
    ]
    return sorted(hits, key=lambda hit: (-_comparable(hit.score), hit.passage.id))[:limit]


def _comparable(score: float) -> float:
    # Engines add floats in different orders: equal to six digits is equal.
    return round(score, 6)


# One ranking of several legs, worked out here as the search engine itself works it out.


_DEVIATIONS = np.float32(3)
_UNDECIDED = np.float32(0.5)
"""The normalised score of a leg's only hit, and of hits that all score the same."""


def fuse(legs: Sequence[FoundIds], weights: Sequence[float], fusion: Fusion) -> FoundIds:
    """Return every point that a leg found with its fused score, best first."""
    weighed = [(leg, np.float32(weight)) for leg, weight in zip(legs, weights, strict=True)]
    totals = _added_scores(weighed) if fusion is Fusion.SCORES else _added_ranks(weighed)
    return sorted(totals.items(), key=lambda found: -found[1])


def _added_scores(legs: Sequence[tuple[FoundIds, np.float32]]) -> Mapping[PointId, float]:
    """Normalise each leg, weigh and add; what a leg lacks counts 0 in it."""
    totals: dict[PointId, float] = {}
    for leg, weight in legs:
        scores = _between_deviations(np.array([score for _, score in leg], dtype=np.float32))
        for (point, _), score in zip(leg, scores, strict=True):
            totals[point] = totals.get(point, 0.0) + float(weight) * float(score)
    return {point: float(np.float32(total)) for point, total in totals.items()}


def _between_deviations(scores: FloatRows) -> FloatRows:
    """Return where scores lie between three deviations below and above their mean (DBSF)."""
    undecided = np.full(len(scores), _UNDECIDED)
    if len(scores) <= 1:
        return undecided
    # Welford's one pass, whose rounding is the engine's.
    mean = aggregate = np.float32(0)
    for count, score in enumerate(scores, start=1):
        before = score - mean
        mean = mean + before / np.float32(count)
        aggregate = aggregate + before * (score - mean)
    deviation = np.sqrt(aggregate / np.float32(len(scores) - 1))
    low, high = mean - _DEVIATIONS * deviation, mean + _DEVIATIONS * deviation
    return undecided if low == high else (scores - low) / (high - low)


def _added_ranks(legs: Sequence[tuple[FoundIds, np.float32]]) -> Mapping[PointId, float]:
    """Add weighted reciprocal ranks: 1 / ((position + 1) / weight + k - 1), positions from 0."""
    totals: dict[PointId, np.float32] = {}
    for leg, weight in legs:
        ranks = np.arange(1, len(leg) + 1, dtype=np.float32)
        # The engine's order of steps: with k - 1 at once, the last bit would differ.
        scores = 1 / (ranks / weight + np.float32(RRF_K) - 1) if weight > 0 else 0 * ranks
        for (point, _), score in zip(leg, scores, strict=True):
            totals[point] = totals.get(point, np.float32(0)) + score
    return {point: float(total) for point, total in totals.items()}
