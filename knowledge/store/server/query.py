"""Searches in qdrant-client's words: filters, legs, generations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qdrant_client import models

from knowledge.domain.queries import DenseSearch, SearchLeg
from knowledge.domain.vector_storage import OVERSAMPLING, VectorStorage
from knowledge.store.conditions import Above, AnyOf, Below, ButNot, Condition, Conditions

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
    knowledge/store/ranking.py.
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


# The forms of vectors in qdrant-client's words.


RESCORING = models.QuantizationSearchParams(rescore=True, oversampling=OVERSAMPLING)
"""For every dense search; without codes the server takes no notice of it."""

_BINARY: Mapping[VectorStorage, models.BinaryQuantizationEncoding] = {
    VectorStorage.BINARY: models.BinaryQuantizationEncoding.ONE_BIT,
    VectorStorage.BINARY_1_5: models.BinaryQuantizationEncoding.ONE_AND_HALF_BITS,
    VectorStorage.BINARY_2: models.BinaryQuantizationEncoding.TWO_BITS,
}
_TURBO: Mapping[VectorStorage, models.TurboQuantBitSize] = {
    VectorStorage.TURBO_4: models.TurboQuantBitSize.BITS4,
    VectorStorage.TURBO_2: models.TurboQuantBitSize.BITS2,
    VectorStorage.TURBO_1: models.TurboQuantBitSize.BITS1,
}


def vector_params(dimension: int, storage: VectorStorage) -> models.VectorParams:
    """Return how the server is to keep dense vectors."""
    half = storage is VectorStorage.FLOAT16
    return models.VectorParams(
        size=dimension,
        distance=models.Distance.COSINE,
        datatype=models.Datatype.FLOAT16 if half else None,
        quantization_config=_quantisation(storage),
        # Codes are held in memory; the vectors are only read to rescore a few of them.
        on_disk=True if storage.quantised else None,
    )


def _quantisation(storage: VectorStorage) -> models.QuantizationConfig | None:
    if storage is VectorStorage.INT8:
        scalar = models.ScalarQuantizationConfig(
            type=models.ScalarType.INT8, quantile=0.99, always_ram=True
        )
        return models.ScalarQuantization(scalar=scalar)
    if storage in _BINARY:
        binary = models.BinaryQuantizationConfig(
            encoding=_BINARY[storage],
            # Only what is stored is one bit; a question in eight finds more at the same size.
            query_encoding=models.BinaryQuantizationQueryEncoding.SCALAR8BITS,
            always_ram=True,
        )
        return models.BinaryQuantization(binary=binary)
    if storage in _TURBO:
        turbo = models.TurboQuantQuantizationConfig(bits=_TURBO[storage], always_ram=True)
        return models.TurboQuantization(turbo=turbo)
    return None
