"""Embeds passages through the cache: each text once, longest first, saved batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ingest.embedding.cache import EmbeddingCache
from knowledge.domain.embedding import Embedder
from knowledge.domain.passages import FloatRows

_BATCH = 256
"""Texts between two commits of the cache: some seconds of work on two cores."""


class CachedEmbedding:
    """Counts what it embeds and what it need not."""

    def __init__(self, embedder: Embedder, cache: EmbeddingCache) -> None:
        self._embedder = embedder
        self._cache = cache
        self.embedded = 0
        self.from_cache = 0

    def rows(self, texts: Sequence[str], on_batch: Callable[[int], None]) -> FloatRows:
        """Return the texts' vectors, row by row; `on_batch` hears how many rows are done."""
        known = self._cache.get(texts)
        # Texts of about one length in a batch: little of it is padding.
        missing = sorted(set(texts) - known.keys(), key=lambda text: (-len(text), text))
        self.from_cache += len(texts) - len(missing)
        done = len(texts) - len(missing)
        on_batch(done)
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = self._embedder.embed_passages(batch)
            self._cache.put(batch, vectors)
            known |= dict(zip(batch, vectors, strict=True))
            self.embedded += len(batch)
            done += len(batch)
            on_batch(done)
        rows = np.empty((len(texts), self._embedder.identity.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = known[text]
        return rows
