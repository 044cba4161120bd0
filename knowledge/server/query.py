"""Searches in qdrant-client's words: filters, legs, generations."""

from __future__ import annotations

from collections.abc import Sequence

from qdrant_client import models

from knowledge.conditions import Above, AnyOf, Below, ButNot, Condition, Conditions
from knowledge.queries import DenseSearch, SearchLeg
from knowledge.ranking import FoundIds
from knowledge.server.quantisation import RESCORING

DENSE = "dense"
SPARSE = "sparse"
FROM_GENERATION = "from_generation"
TO_GENERATION = "to_generation"


def seen_at(generation: int, conditions: Conditions | None = None) -> models.Filter:
    """Return the filter for what belongs to a generation and meets the conditions.

    A point is seen from its first generation on, up to but without `to_generation`.
    """
    wanted = conditions or Conditions((), ())
    elsewhere = (Above(FROM_GENERATION, generation), Below(TO_GENERATION, generation + 1))
    return filter_of(Conditions(wanted.must, (*wanted.must_not, *elsewhere)))


def filter_of(conditions: Conditions) -> models.Filter:
    """Translate conditions into the server's filter."""
    return models.Filter(
        must=[_condition(each) for each in conditions.must] or None,
        must_not=[_condition(each) for each in conditions.must_not] or None,
    )


def _condition(condition: Condition) -> models.FieldCondition | models.Filter:
    match condition:
        case AnyOf(field, values):
            return models.FieldCondition(key=field, match=models.MatchAny(any=list(values)))
        case Above(field, number):
            return models.FieldCondition(key=field, range=models.Range(gt=number))
        case Below(field, number):
            return models.FieldCondition(key=field, range=models.Range(lt=number))
        case ButNot(holds, unless):
            return models.Filter(must=[_condition(holds)], must_not=[_condition(unless)])


def batch_of(legs: Sequence[SearchLeg], scope: models.Filter) -> list[models.QueryRequest]:
    """Return each leg as a query of its own, which a cluster answers whole.

    A fusion inside a prefetch would be worked out on each shard by itself: see
    knowledge/fusing.py.
    """
    return [
        models.QueryRequest(
            query=_vector(leg),
            using=_using(leg),
            filter=scope,
            params=_params(leg),
            limit=leg.depth,
            with_payload=False,
        )
        for leg in legs
    ]


def found_of(answer: Sequence[models.ScoredPoint]) -> FoundIds:
    """Return point ids and scores, in the server's order."""
    return [(point.id, point.score) for point in answer]


def _using(leg: SearchLeg) -> str:
    return DENSE if isinstance(leg, DenseSearch) else SPARSE


def _vector(leg: SearchLeg) -> list[float] | models.SparseVector:
    if isinstance(leg, DenseSearch):
        vector: list[float] = leg.vector.tolist()
        return vector
    return models.SparseVector(indices=list(leg.vector.indices), values=list(leg.vector.values))


def _params(leg: SearchLeg) -> models.SearchParams:
    # Recall is bought with a beam wider than the depth.
    return models.SearchParams(
        hnsw_ef=max(256, leg.depth + leg.depth // 4),
        quantization=RESCORING if isinstance(leg, DenseSearch) else None,
    )
