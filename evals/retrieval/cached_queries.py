"""An embedder that remembers queries, so that a comparison embeds each text once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.embedding.cache import EmbeddingCache
from knowledge.domain.embedding import Embedder, EmbedderIdentity
from knowledge.domain.passages import FloatRows

_ROWS_AT_ONCE = 256


def query_identity(identity: EmbedderIdentity) -> EmbedderIdentity:
    """Return the name under which queries are cached: a query's vector is not a passage's."""
    return replace(identity, framing=f"{identity.framing}\nquery")


@dataclass(frozen=True)
class CachedQueries:
    """Plays an embedder, with its query vectors kept on disk beside those of passages."""

    embedder: Embedder
    cache: EmbeddingCache

    @property
    def identity(self) -> EmbedderIdentity:
        """The model as a knowledge base remembers it."""
        return self.embedder.identity

    @property
    def max_tokens(self) -> int:
        """Tokens of a passage that are read."""
        return self.embedder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens."""
        return self.embedder.count_tokens(texts)

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        return self.embedder.embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension); unknown ones are embedded."""
        known = self.cache.get(texts)
        missing = sorted(set(texts) - known.keys(), key=lambda text: (-len(text), text))
        for start in range(0, len(missing), _ROWS_AT_ONCE):
            batch = missing[start : start + _ROWS_AT_ONCE]
            rows = self.embedder.embed_queries(batch)
            self.cache.put(batch, rows)
            known |= dict(zip(batch, rows, strict=True))
        if not texts:
            return self.embedder.embed_queries([])
        return np.stack([known[text] for text in texts])
