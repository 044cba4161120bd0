"""Vectors kept in memory: questions meet the same sentences all day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b

import numpy as np

from knowledge.domain.embedding import Embedder, EmbedderIdentity
from knowledge.domain.passages import FloatRows

_MOST_BYTES = 32 * 2**20
_MOST_BYTES_OF_QUERIES = 2**20
"""A few hundred short texts: those of one question are embedded, searched and quoted by."""


class RememberedVectors:
    """Embeds each text once while it is kept; the longest unused go first.

    Texts are known by their hash, so that no words of a deleted document stay in memory.
    """

    def __init__(self, embedder: Embedder, *, most_bytes: int = _MOST_BYTES) -> None:
        self._rows = _Rows(embedder.embed_passages, embedder.identity.dimension, most_bytes)

    def embed(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension), as passages are embedded."""
        return self._rows.of(texts)


class RememberedQueries:
    """Plays an embedder that embeds each query once while it is kept.

    Planning a follow-up, searching it and quoting by it then costs one embedding of its texts.
    """

    def __init__(self, embedder: Embedder, *, most_bytes: int = _MOST_BYTES_OF_QUERIES) -> None:
        self._embedder = embedder
        self._rows = _Rows(embedder.embed_queries, embedder.identity.dimension, most_bytes)

    @property
    def identity(self) -> EmbedderIdentity:
        """The model as a knowledge base remembers it."""
        return self._embedder.identity

    @property
    def max_tokens(self) -> int:
        """Tokens of a passage that are read."""
        return self._embedder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens."""
        return self._embedder.count_tokens(texts)

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        return self._embedder.embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension); those kept are not embedded."""
        return self._rows.of(texts) if texts else self._embedder.embed_queries([])


class _Rows:
    """Vectors by the hash of their text, the longest unused of which go first."""

    def __init__(
        self, embed: Callable[[Sequence[str]], FloatRows], dimension: int, most_bytes: int
    ) -> None:
        self._embed = embed
        self._most = max(1, most_bytes // (4 * dimension))
        self._kept: OrderedDict[bytes, FloatRows] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> FloatRows:
        keys = [blake2b(text.encode(), digest_size=16).digest() for text in texts]
        with self._lock:
            rows = {key: self._kept[key] for key in keys if key in self._kept}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
        if new:
            made = self._embed(list(new.values()))
            # Copied, for a row alone would keep all that were made with it.
            rows |= {key: row.copy() for key, row in zip(new, made, strict=True)}
        with self._lock:
            for key in keys:
                self._kept[key] = rows[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return np.stack([rows[key] for key in keys])
