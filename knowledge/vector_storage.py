"""How a knowledge base keeps its dense vectors: exact, or smaller with the exact ones beside."""

from __future__ import annotations

from enum import StrEnum


class VectorStorage(StrEnum):
    """The form in which vectors are searched.

    All but the two floats search small codes, take `oversampling` times as many candidates, and
    score those with the vectors themselves, which stay on the disk.
    """

    FLOAT32 = "float32"
    FLOAT16 = "float16"
    INT8 = "int8"
    BINARY = "binary"
    BINARY_1_5 = "binary-1.5"
    BINARY_2 = "binary-2"
    TURBO_4 = "turbo-4"
    TURBO_2 = "turbo-2"
    TURBO_1 = "turbo-1"

    @property
    def quantised(self) -> bool:
        """Whether codes are searched and the vectors themselves only rescore."""
        return self not in (VectorStorage.FLOAT32, VectorStorage.FLOAT16)

    @property
    def bits(self) -> float:
        """Bits per number of what is searched."""
        return _BITS[self]

    @property
    def oversampling(self) -> float:
        """Candidates that are rescored per wanted hit (`citewell bench quantization` measures)."""
        return 1.0 if not self.quantised else (2.0 if self.bits >= _FINE_BITS else 4.0)


_FINE_BITS = 4

_BITS = {
    VectorStorage.FLOAT32: 32.0,
    VectorStorage.FLOAT16: 16.0,
    VectorStorage.INT8: 8.0,
    VectorStorage.BINARY: 1.0,
    VectorStorage.BINARY_1_5: 1.5,
    VectorStorage.BINARY_2: 2.0,
    VectorStorage.TURBO_4: 4.0,
    VectorStorage.TURBO_2: 2.0,
    VectorStorage.TURBO_1: 1.0,
}
