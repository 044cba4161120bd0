"""From what the engine found to hits: order with ties broken, and the rank that each leg gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from knowledge.passages import Passage
from knowledge.queries import Hit, LegRank

RRF_K = 60
"""The usual constant of reciprocal rank fusion (Cormack et al., SIGIR 2009)."""

TIE_MARGIN = 50
"""How many more than asked are fetched, so that ties at the end break by id, not by chance."""

PointId = int | str | UUID

FoundIds = list[tuple[PointId, float]]
"""Point ids, as the engine gives them, and scores, best first."""


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
