"""How a Qdrant cluster makes one answer of its shards' answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qdrant_client import models
from qdrant_client.hybrid.fusion import distribution_based_score_fusion, reciprocal_rank_fusion
from qdrant_client.local.qdrant_local import QdrantLocal

Points = list[models.ScoredPoint]
Ask = Callable[[Callable[[QdrantLocal, str], Points]], list[Points]]
"""Puts a question to every shard."""


def query_shards(asked: models.QueryRequest, ask: Ask) -> Points:
    """Answer a query: each shard by itself; only the outermost fusion sees the whole collection."""
    limit = asked.limit or 10
    if not isinstance(asked.query, models.FusionQuery | models.RrfQuery):
        return _best(ask(_of(asked, limit)), limit)
    prefetches = asked.prefetch if isinstance(asked.prefetch, list) else [asked.prefetch]
    legs = [
        _best(ask(_of(each, each.limit or 10)), each.limit or 10) for each in prefetches if each
    ]
    if isinstance(asked.query, models.RrfQuery):
        rrf = asked.query.rrf
        return reciprocal_rank_fusion(legs, limit, rrf.k, rrf.weights)
    if asked.query.fusion is models.Fusion.RRF:
        return reciprocal_rank_fusion(legs, limit)
    return distribution_based_score_fusion(legs, limit)


def _of(
    asked: models.QueryRequest | models.Prefetch, limit: int
) -> Callable[[QdrantLocal, str], Points]:
    def answer(local: QdrantLocal, collection: str) -> Points:
        return local.query_points(
            collection,
            query=asked.query,  # type: ignore[arg-type]
            using=asked.using,
            prefetch=asked.prefetch,
            query_filter=asked.filter,
            limit=limit,
            with_payload=getattr(asked, "with_payload", None) or False,
        ).points

    return answer


def _best(answers: Sequence[Points], limit: int) -> Points:
    every = [point for answer in answers for point in answer]
    return sorted(every, key=lambda point: -point.score)[:limit]


def merged(answers: Sequence[Sequence[models.Record]]) -> list[models.Record]:
    """Return the points of all shards."""
    return [point for answer in answers for point in answer]


def merged_page(
    answers: Sequence[Sequence[models.Record]], limit: int
) -> tuple[list[models.Record], models.ExtendedPointId | None]:
    """Return a page of the points of all shards in the order of their ids, and where it goes on."""
    points = sorted(merged(answers), key=lambda point: str(point.id))
    return points[:limit], points[limit].id if len(points) > limit else None
