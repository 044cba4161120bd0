"""Searches in Qdrant Edge's words: filters, legs, fusion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import NAMESPACE_OID, uuid5

from qdrant_edge import (
    Expression,
    FieldCondition,
    Filter,
    Formula,
    HasIdCondition,
    MatchAny,
    Prefetch,
    Query,
    QueryBatchRequest,
    QueryRequest,
    RangeFloat,
    ScoredPoint,
    SearchParams,
    SparseVector,
)
from qdrant_edge import Fusion as EdgeFusion

from knowledge.conditions import Above, AnyOf, Below, ButNot, Condition, Conditions
from knowledge.edge.quantisation import RESCORING
from knowledge.payload import PASSAGE_ID
from knowledge.queries import DenseSearch, Fusion, SearchLeg
from knowledge.ranking import RRF_K, TIE_MARGIN, FoundIds

DENSE = "dense"
SPARSE = "sparse"


def point_id(passage_id: str) -> str:
    """Return the point that holds the passage: the engine takes UUIDs only."""
    return str(uuid5(NAMESPACE_OID, passage_id))


def filter_of(conditions: Conditions) -> Filter:
    """Translate conditions into the engine's filter."""
    return Filter(
        must=[_condition(each) for each in conditions.must],
        must_not=[_condition(each) for each in conditions.must_not],
    )


def _condition(condition: Condition) -> FieldCondition | HasIdCondition | Filter:
    match condition:
        case AnyOf(field, values) if field == PASSAGE_ID:
            return HasIdCondition({point_id(value) for value in values})
        case AnyOf(field, values):
            return FieldCondition(key=field, match=MatchAny(list(values)))
        case Above(field, number):
            return FieldCondition(key=field, range=RangeFloat(gt=number))
        case Below(field, number):
            return FieldCondition(key=field, range=RangeFloat(lt=number))
        case ButNot(holds, unless):
            return Filter(must=[_condition(holds)], must_not=[_condition(unless)])


def batch_of(
    legs: Sequence[SearchLeg], scope: Filter, *, fusion: Fusion, limit: int
) -> QueryBatchRequest:
    """Return the fused query, then each leg by itself, which tells the ranks."""
    by = _by_scores if fusion is Fusion.SCORES else _by_ranks
    query, prefetches = by(legs, scope)
    return QueryBatchRequest(
        [
            QueryRequest(
                limit=limit + TIE_MARGIN,
                query=query,
                prefetches=prefetches,
                with_payload=False,
                with_vector=False,
            ),
            *(
                QueryRequest(
                    limit=leg.depth, query=_nearest(leg), filter=scope, params=_params(leg)
                )
                for leg in legs
            ),
        ]
    )


def found_of(answer: Sequence[ScoredPoint]) -> FoundIds:
    """Return point ids and scores, in the engine's order."""
    return [(point.id, point.score) for point in answer]


def _by_scores(legs: Sequence[SearchLeg], scope: Filter) -> tuple[Formula, list[Prefetch]]:
    # DBSF of one leg normalises it; the formula then weighs and adds, 0 where a leg lacks a hit.
    prefetches = [
        Prefetch(
            limit=leg.depth,
            query=cast("EdgeFusion", EdgeFusion.Dbsf()),  # the stub forgets that it is one
            prefetches=[_prefetch(leg, scope)],
        )
        for leg in legs
    ]
    terms = [
        Expression.Mult([Expression.Constant(leg.weight), Expression.Variable(f"$score[{index}]")])
        for index, leg in enumerate(legs)
    ]
    absent = {f"$score[{index}]": 0.0 for index in range(len(legs))}
    return Formula(Expression.Sum(terms), absent), prefetches


def _by_ranks(legs: Sequence[SearchLeg], scope: Filter) -> tuple[EdgeFusion, list[Prefetch]]:
    query = EdgeFusion.Rrf(k=RRF_K, weights=[leg.weight for leg in legs])
    return cast("EdgeFusion", query), [_prefetch(leg, scope) for leg in legs]


def _prefetch(leg: SearchLeg, scope: Filter) -> Prefetch:
    return Prefetch(limit=leg.depth, query=_nearest(leg), filter=scope, params=_params(leg))


def _nearest(leg: SearchLeg) -> Query:
    if isinstance(leg, DenseSearch):
        return Query.Nearest(leg.vector.tolist(), using=DENSE)
    vector = SparseVector(list(leg.vector.indices), list(leg.vector.values))
    return Query.Nearest(vector, using=SPARSE)


def _params(leg: SearchLeg) -> SearchParams:
    # Where a segment has a graph, a beam wider than the depth is what recall is bought with.
    return SearchParams(
        hnsw_ef=max(256, leg.depth + leg.depth // 4),
        quantization=RESCORING if isinstance(leg, DenseSearch) else None,
    )
