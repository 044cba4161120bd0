"""Keeps embeddings on disk, so that no text is embedded twice with the same model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.passages import FloatRows
from knowledge.files.blob_cache import BlobCache, BlobTable, text_digest
from knowledge.store.checks import refuse_unsound, unsound_rows

_BYTES_OF_A_NUMBER = 4
_TABLE = BlobTable(
    "embeddings",
    "vector",
    "CREATE TABLE IF NOT EXISTS embeddings (model TEXT NOT NULL, text BLOB NOT NULL, "
    "vector BLOB NOT NULL, PRIMARY KEY (model, text)) WITHOUT ROWID",
    told="embedding cache",
)


def embeddings_path(data_dir: Path) -> Path:
    """Return where a data folder's embeddings are kept."""
    return data_dir / "cache" / "embeddings.sqlite"


class EmbeddingCache:
    """Vectors of one model by the SHA-256 of the embedded text, in an SQLite file.

    The model is named by all that makes vectors comparable, so that another revision, dimension
    or prompt never finds these.
    """

    def __init__(self, path: Path, identity: EmbedderIdentity, *, read_only: bool = False) -> None:
        """Open the file, which is created when missing; read only, nothing is made or changed.

        Raises:
            StoreUnavailable: it cannot be opened or is damaged.
        """
        self._dimension = identity.dimension
        self._model_name = identity.name
        named = (identity.name, identity.revision, str(identity.dimension), identity.framing)
        model = sha256("\n".join(named).encode()).hexdigest()
        self._kept = BlobCache(path, _TABLE, model, read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def get(self, texts: Sequence[str]) -> dict[str, FloatRows]:
        """Return the vectors at hand, by text; texts that were never put are absent.

        So is a vector that holds NaN or is not of unit length: it is made again and replaced.

        Raises:
            StoreUnavailable: the file cannot be read.
        """
        by_digest = {text_digest(text): text for text in texts}
        kept = self._kept.get(list(by_digest))
        found = {by_digest[key]: np.frombuffer(v, dtype=np.float32) for key, v in kept.items()}
        rows = {text: row for text, row in found.items() if row.shape == (self._dimension,)}
        if not rows:
            return {}
        texts = list(rows)
        unsound = {texts[place] for place in unsound_rows(np.stack([rows[t] for t in texts]))}
        return {text: row for text, row in rows.items() if text not in unsound}

    def put(self, texts: Sequence[str], vectors: FloatRows) -> None:
        """Keep the vectors of these texts, row by row, in one transaction.

        Raises:
            ModelDamaged: some hold NaN or are not of unit length.
            StoreUnavailable: the file cannot be written, for instance because the disk is full.
        """
        refuse_unsound(vectors, self._model_name)
        self._kept.put(
            {
                text_digest(text): np.ascontiguousarray(row, dtype=np.float32).tobytes()
                for text, row in zip(texts, vectors, strict=True)
            }
        )

    def forget(self, texts: Sequence[str]) -> None:
        """Delete the vectors of these texts, for every model, and their traces in the file.

        Raises:
            StoreUnavailable: the file cannot be written.
        """
        self._kept.forget(texts)

    def close(self) -> None:
        """Close the file."""
        self._kept.close()


@dataclass(frozen=True, slots=True)
class CacheCheck:
    """How many vectors are kept, of all models, and how many of them are no use."""

    vectors: int
    unsound: int


def check_cache(data_dir: Path, *, clean: bool = False) -> CacheCheck:
    """Look at every vector that a data folder keeps; with `clean`, delete those that are unsound.

    Raises:
        StoreUnavailable: the file cannot be read or written.
    """
    kept = BlobCache(embeddings_path(data_dir), _TABLE, "", read_only=not clean)
    try:
        vectors, unsound = 0, set()
        for digest, blob in kept.every():
            vectors += 1
            whole = len(blob) % _BYTES_OF_A_NUMBER == 0
            if not whole or unsound_rows(np.frombuffer(blob, dtype=np.float32)[None]):
                unsound.add(digest)
        if clean and unsound:
            kept.forget_digests(unsound)
    finally:
        kept.close()
    return CacheCheck(vectors, len(unsound))
