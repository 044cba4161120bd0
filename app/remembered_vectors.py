"""Vectors of sentences kept in memory: a desk's questions meet the same sentences all day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from knowledge.embedding import Embedder
from knowledge.passages import FloatRows

_MOST_BYTES = 32 * 2**20


class RememberedVectors:
    """Embeds each text once while it is kept; the longest unused go first.

    Texts are known by their hash, so that no words of a deleted document stay in memory.
    """

    def __init__(self, embedder: Embedder, *, most_bytes: int = _MOST_BYTES) -> None:
        self._embedder = embedder
        self._most = max(1, most_bytes // (4 * embedder.identity.dimension))
        self._kept: OrderedDict[bytes, FloatRows] = OrderedDict()
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension), as passages are embedded."""
        keys = [blake2b(text.encode(), digest_size=16).digest() for text in texts]
        with self._lock:
            rows = {key: self._kept[key] for key in keys if key in self._kept}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
        if new:
            made = self._embedder.embed_passages(list(new.values()))
            # Copied, for a row alone would keep all that were made with it.
            rows |= {key: row.copy() for key, row in zip(new, made, strict=True)}
        with self._lock:
            for key in keys:
                self._kept[key] = rows[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return np.stack([rows[key] for key in keys])
