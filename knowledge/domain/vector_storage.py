"""How a knowledge base keeps its dense vectors: exact, or smaller with the exact ones beside."""

from __future__ import annotations

from enum import StrEnum

OVERSAMPLING = 2.0
"""Candidates per wanted hit that the vectors themselves rescore, where codes were searched.

Measured (`citewell bench quantization`; 20,000 passages, MiniLM's 384-d, legs 200 deep): recall@10
against exact search is .9987 or more with every form, at 1.0 and at 2.0; 4.0 only costs time. At a
depth of 10 binary would have .77 at 1.0, .94 at 2.0 and .98 at 4.0: the deep legs do most of it.
"""

QUANTISED_FROM_PASSAGES = 1_000
"""Below this there is nothing to save, and vectors are searched as they are."""


class VectorStorage(StrEnum):
    """The form in which vectors are searched.

    All but the two floats search small codes, held in memory, and score the best of what they find
    with the vectors themselves, which stay on the disk.
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
