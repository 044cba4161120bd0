"""A text's token vectors: what question and passage are compared by when they are read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from knowledge.passages import FloatRows


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """One text: its word pieces, and a row of unit length for each, shape (pieces, dimension)."""

    pieces: tuple[str, ...]
    rows: FloatRows

    def first(self, most: int | None) -> TokenVectors:
        """Return the first so many pieces; None: all."""
        return TokenVectors(self.pieces[:most], self.rows[:most])


@runtime_checkable
class TokenReader(Protocol):
    """An embedding model that also tells what it makes of each word piece, in its context."""

    def read_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return each text's word pieces, special ones left out; an empty text has none."""
        ...

    def embed_and_read(
        self, texts: Sequence[str], *, most: int | None = None
    ) -> tuple[FloatRows, list[TokenVectors]]:
        """Return what `embed_passages` and `read_tokens` do, in one pass where they share it.

        Of each text the first `most` pieces are returned (None: all).
        """
        ...
