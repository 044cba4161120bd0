"""Searches in Qdrant Edge's words: filters, legs, fusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import NAMESPACE_OID, uuid5

from qdrant_edge import (
    BinaryQuantizationConfig,
    BinaryQuantizationEncoding,
    BinaryQuantizationQueryEncoding,
    Distance,
    EdgeVectorParams,
    Expression,
    FieldCondition,
    Filter,
    Formula,
    HasIdCondition,
    MatchAny,
    Memory,
    Prefetch,
    QuantizationSearchParams,
    Query,
    QueryBatchRequest,
    QueryRequest,
    RangeFloat,
    ScalarQuantizationConfig,
    ScalarType,
    SearchParams,
    SparseVector,
    TurboQuantBitSize,
    TurboQuantQuantizationConfig,
    VectorStorageDatatype,
)
from qdrant_edge import Fusion as EdgeFusion

from knowledge.domain.queries import DenseSearch, Fusion, SearchLeg
from knowledge.domain.vector_storage import OVERSAMPLING, VectorStorage
from knowledge.store.conditions import Above, AnyOf, Below, ButNot, Condition, Conditions
from knowledge.store.payload import PASSAGE_ID
from knowledge.store.ranking import RRF_K, TIE_MARGIN

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


# The forms of vectors in Qdrant Edge's words.


Quantisation = BinaryQuantizationConfig | ScalarQuantizationConfig | TurboQuantQuantizationConfig

RESCORING = QuantizationSearchParams(rescore=True, oversampling=OVERSAMPLING)
"""For every dense search; without codes the engine takes no notice of it."""

_BINARY: Mapping[VectorStorage, BinaryQuantizationEncoding] = {
    VectorStorage.BINARY: BinaryQuantizationEncoding.OneBit,
    VectorStorage.BINARY_1_5: BinaryQuantizationEncoding.OneAndHalfBits,
    VectorStorage.BINARY_2: BinaryQuantizationEncoding.TwoBits,
}
_TURBO: Mapping[VectorStorage, TurboQuantBitSize] = {
    VectorStorage.TURBO_4: TurboQuantBitSize.Bits4,
    VectorStorage.TURBO_2: TurboQuantBitSize.Bits2,
    VectorStorage.TURBO_1: TurboQuantBitSize.Bits1,
}


def vector_params(dimension: int, storage: VectorStorage) -> EdgeVectorParams:
    """Return how the engine is to keep dense vectors."""
    half = storage is VectorStorage.FLOAT16
    return EdgeVectorParams(
        size=dimension,
        distance=Distance.Cosine,
        datatype=VectorStorageDatatype.Float16 if half else None,
        quantization_config=_quantisation(storage),
        # Codes are held in memory; the vectors are only read to rescore a few of them.
        memory=Memory.Cold if storage.quantised else None,
    )


def _quantisation(storage: VectorStorage) -> Quantisation | None:
    if storage is VectorStorage.INT8:
        return ScalarQuantizationConfig(ScalarType.Int8, quantile=0.99, memory=Memory.Pinned)
    if storage in _BINARY:
        return BinaryQuantizationConfig(
            encoding=_BINARY[storage],
            # Only what is stored is one bit; a question in eight finds more at the same size.
            query_encoding=BinaryQuantizationQueryEncoding.Scalar8Bits,
            memory=Memory.Pinned,
        )
    if storage in _TURBO:
        return TurboQuantQuantizationConfig(bits=_TURBO[storage], memory=Memory.Pinned)
    return None
