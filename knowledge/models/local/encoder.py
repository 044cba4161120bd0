"""The role of what turns one batch of texts into vectors: sentence-transformers, or a graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from knowledge.domain.passages import FloatRows


class Encoder(Protocol):
    """One copy of an embedding model on one device; `encode` is called by one thread at a time."""

    @property
    def dimension(self) -> int | None:
        """Numbers in a vector; None where the model does not say."""
        ...

    @property
    def max_tokens(self) -> int | None:
        """Tokens that are read of a text, its special ones counted; None: no limit is known."""
        ...

    @property
    def special_tokens(self) -> int:
        """Tokens that the tokenizer puts around every text by itself."""
        ...

    @property
    def batch_tokens(self) -> int:
        """The padded tokens of a batch that are quickest on this kind of device."""
        ...

    def limit(self, tokens: int) -> None:
        """Cut longer texts after so many tokens, their special ones counted."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special ones not counted; any thread may ask at any time."""
        ...

    def encode(self, texts: Sequence[str], *, prompt: str, task: str) -> FloatRows:
        """Return the vectors of one batch, shape (texts, dimension), of any length."""
        ...
