"""A text's token vectors: what question and passage are compared by when they are read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_256
from math import pi, sqrt
from typing import Protocol, runtime_checkable

import numpy as np

from knowledge.domain.passages import FloatRows


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """One text: its word pieces, and a row of unit length for each, shape (pieces, dimension)."""

    pieces: tuple[str, ...]
    rows: FloatRows

    def first(self, most: int | None) -> TokenVectors:
        """Return the first so many pieces; None: all."""
        return TokenVectors(self.pieces[:most], self.rows[:most])


@runtime_checkable
class TokenEmbedder(Protocol):
    """An embedding model that also tells what it makes of each word piece, in its context."""

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return each text's word pieces, special ones left out; an empty text has none."""
        ...

    def embed_with_tokens(
        self, texts: Sequence[str], *, most: int | None = None
    ) -> tuple[FloatRows, list[TokenVectors]]:
        """Return what `embed_passages` and `embed_tokens` do, in one pass where they share it.

        Of each text the first `most` pieces are returned (None: all).
        """
        ...


# Unit vectors in one bit a number: for those kept by the hundred for each passage.


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
