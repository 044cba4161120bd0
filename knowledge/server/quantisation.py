"""The forms of vectors in qdrant-client's words."""

from __future__ import annotations

from collections.abc import Mapping

from qdrant_client import models

from knowledge.vector_storage import OVERSAMPLING, VectorStorage

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
