"""Unit vectors in one bit a number: for those kept by the hundred for each passage.

TurboQuant's first step (Zandieh et al. 2025, https://arxiv.org/abs/2504.19874), and RaBitQ's before
it: after a turn that has nothing to do with the vectors, the numbers of any of them are spread
about as a bell curve's, so that their signs tell most, and nothing has to be learnt or kept beside
them. What is compared with them stays exact.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import shake_256
from math import pi, sqrt

import numpy as np

from knowledge.passages import FloatRows

FORM = "1 bit, signed cosine transform"
"""What was packed in one form cannot be unpacked, nor compared, in another."""

_SHARE = sqrt(2 / pi)
"""The cosine between a vector and its signs, where its numbers are a bell curve's."""


def turned(rows: FloatRows) -> FloatRows:
    """Return rows turned as packed ones are, so that their products with those are right."""
    result: FloatRows = rows @ _turn(rows.shape[1])
    return result


def packed(rows: FloatRows) -> bytes:
    """Pack unit rows, a bit a number, each row in whole bytes."""
    return np.packbits(turned(rows) > 0, axis=1).tobytes()


def unpacked(data: bytes, dimension: int) -> FloatRows:
    """Return turned rows, shape (rows, dimension).

    Their products with `turned` ones are the cosines, on average: off by .6 / sqrt(dimension).
    """
    bits = np.frombuffer(data, dtype=np.uint8).reshape(-1, -(-dimension // 8))
    signs = np.unpackbits(bits, axis=1, count=dimension).astype(np.float32)
    rows: FloatRows = (signs * 2 - 1) * np.float32(1 / (_SHARE * sqrt(dimension)))
    return rows


@lru_cache(maxsize=4)
def _turn(dimension: int) -> FloatRows:
    """Return an orthogonal matrix: signs from a hash, then the cosine transform (DCT-II)."""
    bits = shake_256(f"turn {dimension}".encode()).digest(dimension)
    signs = np.array([1.0 if bit & 1 else -1.0 for bit in bits])
    waves = np.arange(dimension)
    transform = np.cos(pi / dimension * (waves + 0.5)[:, None] * waves) * sqrt(2 / dimension)
    transform[:, 0] /= sqrt(2)
    turn: FloatRows = (signs[:, None] * transform).astype(np.float32)
    return turn
