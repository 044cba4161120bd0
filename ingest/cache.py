"""Keeps embeddings on disk, so that no text is embedded twice with the same model."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from knowledge.embedding import EmbedderIdentity
from knowledge.errors import StoreUnavailable
from knowledge.passages import FloatRows

_SCHEMA = """
CREATE TABLE IF NOT EXISTS embeddings (
    model TEXT NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, text)
) WITHOUT ROWID
"""
_ASKED_AT_ONCE = 500
_WAIT_SECONDS = 30.0


class EmbeddingCache:
    """Vectors of one model by the SHA-256 of the embedded text, in an SQLite file.

    The model is named by all that makes vectors comparable, so that another revision, dimension
    or prompt never finds these. What was put stays after a kill: each put is one transaction.
    """

    def __init__(self, path: Path, identity: EmbedderIdentity, *, read_only: bool = False) -> None:
        """Open the file, which is created when missing; read only, nothing is made or changed.

        Raises:
            StoreUnavailable: it cannot be opened or is damaged.
        """
        self._path = path
        self._dimension = identity.dimension
        named = (identity.name, identity.revision, str(identity.dimension), identity.framing)
        self._model = hashlib.sha256("\n".join(named).encode()).hexdigest()
        try:
            if read_only:
                self._rows = _opened_read_only(path)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._rows = sqlite3.connect(path, timeout=_WAIT_SECONDS)
                self._rows.execute("PRAGMA journal_mode=WAL")
                self._rows.execute("PRAGMA synchronous=NORMAL")
                self._rows.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise self._unavailable(error) from error

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

        Raises:
            StoreUnavailable: the file cannot be read.
        """
        by_digest = {_digest(text): text for text in texts}
        found: dict[str, FloatRows] = {}
        digests = list(by_digest)
        try:
            for start in range(0, len(digests), _ASKED_AT_ONCE):
                asked = digests[start : start + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(asked))
                rows = self._rows.execute(
                    f"SELECT text, vector FROM embeddings WHERE model = ? AND text IN ({marks})",
                    (self._model, *asked),
                )
                found |= {by_digest[text]: np.frombuffer(v, dtype=np.float32) for text, v in rows}
        except sqlite3.Error as error:
            raise self._unavailable(error) from error
        return {text: row for text, row in found.items() if row.shape == (self._dimension,)}

    def put(self, texts: Sequence[str], vectors: FloatRows) -> None:
        """Keep the vectors of these texts, row by row, in one transaction.

        Raises:
            StoreUnavailable: the file cannot be written, for instance because the disk is full.
        """
        rows = [
            (self._model, _digest(text), np.ascontiguousarray(row, dtype=np.float32).tobytes())
            for text, row in zip(texts, vectors, strict=True)
        ]
        try:
            with self._rows:
                self._rows.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def forget(self, texts: Sequence[str]) -> None:
        """Delete the vectors of these texts, for every model, and their traces in the file.

        Raises:
            StoreUnavailable: the file cannot be written.
        """
        try:
            with self._rows:
                self._rows.execute("PRAGMA secure_delete=ON")
                self._rows.executemany(
                    "DELETE FROM embeddings WHERE text = ?", [(_digest(text),) for text in texts]
                )
            self._rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def close(self) -> None:
        """Close the file."""
        self._rows.close()

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(
            f"The embedding cache {str(self._path)!r} cannot be used: {error}. If the disk is "
            "full, free space; if the file is damaged, delete it (it only saves time)."
        )


def _opened_read_only(path: Path) -> sqlite3.Connection:
    if path.is_file():
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    nothing = sqlite3.connect(":memory:")
    nothing.execute(_SCHEMA)
    return nothing


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
