"""The forms of vectors in Qdrant Edge's words."""

from __future__ import annotations

from collections.abc import Mapping

from qdrant_edge import (
    BinaryQuantizationConfig,
    BinaryQuantizationEncoding,
    BinaryQuantizationQueryEncoding,
    Distance,
    EdgeVectorParams,
    Memory,
    QuantizationSearchParams,
    ScalarQuantizationConfig,
    ScalarType,
    TurboQuantBitSize,
    TurboQuantQuantizationConfig,
    VectorStorageDatatype,
)

from knowledge.vector_storage import OVERSAMPLING, VectorStorage

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
