"""Keeps what was read of passages on disk, so that a question finds them read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

import numpy as np

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.passages import FloatRows
from knowledge.files.blob_cache import BlobCache, BlobTable, text_digest
from knowledge.models.late_interaction.token_vectors import (
    FORM,
    TokenEmbedder,
    TokenVectors,
    packed,
)

_TABLE = BlobTable(
    "readings",
    "packed",
    "CREATE TABLE IF NOT EXISTS readings "
    "(text BLOB NOT NULL, model BLOB NOT NULL, packed BLOB NOT NULL, UNIQUE (text, model))",
    told="file of readings",
)
PIECES = 128
"""Word pieces of a passage that are kept. With more, long passages win by having more to be near
to: FeedbackQA's nDCG@5 .637 with 128, .631 with all 256; INSCIT's .770 and .765."""


def token_vectors_path(data_dir: Path) -> Path:
    """Return where a data folder's readings are kept."""
    return data_dir / "cache" / "readings.sqlite"


class TokenVectorCache(BlobCache):
    """Packed word-piece vectors of one model by the digest of the text."""

    def __init__(self, path: Path, identity: EmbedderIdentity) -> None:
        """Open the file, which is created when missing.

        Raises:
            StoreUnavailable: it cannot be opened or is damaged.
        """
        named = (identity.name, identity.revision, str(identity.dimension), FORM)
        super().__init__(path, _TABLE, sha256("\n".join(named).encode()).digest())


def packed_token_vectors(texts: Sequence[str], read: Sequence[TokenVectors]) -> dict[bytes, bytes]:
    """Return the first pieces' vectors as they are kept, by the digest of the text."""
    rows = [each.rows[:PIECES] for each in read]
    data = memoryview(packed(np.concatenate(rows)))
    bytes_each = -(-rows[0].shape[1] // 8)
    ends = list(accumulate(len(each) * bytes_each for each in rows))
    parts = zip((0, *ends[:-1]), ends, strict=True)
    return {
        text_digest(text): bytes(data[start:end])
        for text, (start, end) in zip(texts, parts, strict=True)
    }


# Reads passages while they are embedded for a knowledge base, so that no question waits for it.


class TokenVectorIndexer:
    """A model that is to read passages, and where what it reads is kept."""

    def __init__(self, tokens: TokenEmbedder, shelf: TokenVectorCache) -> None:
        self._tokens = tokens
        self._cache = shelf

    def embed(self, texts: Sequence[str]) -> FloatRows:
        """Embed passages as the model does, and keep what it read on the way.

        Raises:
            StoreUnavailable: what was read cannot be kept.
        """
        rows, read = self._tokens.embed_with_tokens(texts, most=PIECES)
        self._cache.put(packed_token_vectors(texts, read))
        return rows

    def unread(self, texts: Iterable[str]) -> list[str]:
        """Return those of the texts that were not read before, each once, the longest first.

        Raises:
            StoreUnavailable: the shelf cannot be read.
        """
        by_digest = {text_digest(text): text for text in texts}
        missing = self._cache.missing(by_digest)
        return sorted(
            (by_digest[digest] for digest in missing), key=lambda each: (-len(each), each)
        )

    def read(self, texts: Sequence[str]) -> None:
        """Read texts that are embedded already.

        Raises:
            StoreUnavailable: what was read cannot be kept.
        """
        self._cache.put(packed_token_vectors(texts, self._tokens.embed_tokens(texts)))
