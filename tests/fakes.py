"""Stand-ins for slow or outside parts; each passes the contract suite of the real one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.passages import FloatRows


@dataclass(frozen=True)
class HashingEmbedder:
    """Embeds words by hash: texts that share words are near. Quick, deterministic, no model.

    A word in the first half of the alphabet of hashes adds, the other half subtracts.
    """

    dimension: int = 64
    name: str = "hashing"
    max_tokens: int = 256

    @property
    def identity(self) -> EmbedderIdentity:
        """The fake as a knowledge base remembers it."""
        return EmbedderIdentity(name=self.name, revision="1", dimension=self.dimension)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count words and punctuation marks."""
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return unit rows, shape (texts, dimension)."""
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return unit rows, shape (texts, dimension)."""
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> FloatRows:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
                row[digest % self.dimension] += 1.0 if digest >> 63 else -1.0
            norm = float(np.linalg.norm(row))
            row[:] = row / norm if norm else np.eye(1, self.dimension, dtype=np.float32)[0]
        return rows
