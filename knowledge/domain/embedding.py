"""The role of an embedding model, and what a knowledge base must remember about the one used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.domain.passages import FloatRows


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """What makes vectors comparable: equal identities, equal vectors (up to rounding)."""

    name: str
    revision: str
    dimension: int
    framing: str = ""
    """Prompts and suffix put around texts, or their hash; part of the cache key."""


class Embedder(Protocol):
    """Turns texts into vectors. Queries and passages may be framed differently."""

    @property
    def identity(self) -> EmbedderIdentity:
        """The model as a knowledge base remembers it."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, its framing not counted."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens as the model does, framing and special tokens not counted."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        ...
