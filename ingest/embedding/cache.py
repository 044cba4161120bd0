"""Keeps embeddings in an SQLite file, so that no text is embedded twice with the same model."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import StoreUnavailable
from knowledge.domain.passages import FloatRows
from knowledge.store.checks import refuse_unsound, unsound_rows

_ASKED_AT_ONCE = 500
_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class BlobTable:
    """A table of columns `text`, `model` and `value`; `told` is what errors call its file."""

    name: str
    value: str
    schema: str
    told: str


def text_digest(text: str) -> bytes:
    """Return what a text's bytes are kept under."""
    return sha256(text.encode()).digest()


class BlobCache:
    """One model's bytes by the digest of the text; several threads and processes may use it.

    What was put stays after a kill: each put is one transaction. It only saves time: whoever finds
    a text missing makes its bytes again.
    """

    def __init__(
        self, path: Path, table: BlobTable, model: str | bytes, *, read_only: bool = False
    ) -> None:
        """Open the file, which is created when missing; read only, nothing is made or changed.

        Raises:
            StoreUnavailable: it cannot be opened or is damaged.
        """
        self._path = path
        self._table = table
        self._model = model
        self._lock = threading.Lock()
        try:
            self._rows = _opened_read_only(path, table) if read_only else _opened(path, table)
        except (OSError, sqlite3.Error) as error:
            raise self._unavailable(error) from error

    def get(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is kept, by digest; what was never put is absent.

        Raises:
            StoreUnavailable: the file cannot be read.
        """
        return {row[0]: row[1] for row in self._asked(f"text, {self._table.value}", digests)}

    def missing(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return those of the digests that nothing is kept under.

        Raises:
            StoreUnavailable: the file cannot be read.
        """
        asked = list(dict.fromkeys(digests))
        return set(asked) - {row[0] for row in self._asked("text", asked)}

    def put(self, blobs: Mapping[bytes, bytes]) -> None:
        """Keep bytes by digest, in one transaction.

        Raises:
            StoreUnavailable: the file cannot be written, for instance because the disk is full.
        """
        table = self._table
        put = f"INSERT OR REPLACE INTO {table.name} (model, text, {table.value}) VALUES (?, ?, ?)"
        rows = [(self._model, digest, blob) for digest, blob in blobs.items()]
        try:
            with self._lock, self._rows:
                self._rows.executemany(put, rows)
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def forget(self, texts: Sequence[str]) -> None:
        """Delete what is kept of these texts, for every model, and its traces in the file.

        Raises:
            StoreUnavailable: the file cannot be written.
        """
        self.forget_digests([text_digest(text) for text in texts])

    def forget_digests(self, digests: Iterable[bytes]) -> None:
        """Delete what is kept under these digests, for every model, and its traces in the file.

        Raises:
            StoreUnavailable: the file cannot be written.
        """
        delete = f"DELETE FROM {self._table.name} WHERE text = ?"
        try:
            with self._lock:
                with self._rows:
                    self._rows.execute("PRAGMA secure_delete=ON")
                    self._rows.executemany(delete, [(digest,) for digest in digests])
                self._rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def every(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield everything that is kept, of every model: the digest of a text, its bytes.

        Raises:
            StoreUnavailable: the file cannot be read.
        """
        table = self._table
        try:
            # Through a cursor of its own: the lock is not held while a caller looks.
            yield from self._rows.execute(f"SELECT text, {table.value} FROM {table.name}")
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def close(self) -> None:
        """Close the file."""
        self._rows.close()

    def _asked(self, columns: str, digests: Sequence[bytes]) -> list[tuple[bytes, ...]]:
        found: list[tuple[bytes, ...]] = []
        chosen = f"SELECT {columns} FROM {self._table.name} WHERE model = ? AND text IN"
        try:
            with self._lock:
                for start in range(0, len(digests), _ASKED_AT_ONCE):
                    asked = digests[start : start + _ASKED_AT_ONCE]
                    marks = ",".join("?" * len(asked))
                    found += self._rows.execute(f"{chosen} ({marks})", (self._model, *asked))
        except sqlite3.Error as error:
            raise self._unavailable(error) from error
        return found

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(
            f"The {self._table.told} {str(self._path)!r} cannot be used: {error}. If the disk is "
            "full, free space; if the file is damaged, delete it (it only saves time)."
        )


def _opened(path: Path, table: BlobTable) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = sqlite3.connect(path, timeout=_WAIT_SECONDS, check_same_thread=False)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=NORMAL")
    rows.execute(table.schema)
    return rows


def _opened_read_only(path: Path, table: BlobTable) -> sqlite3.Connection:
    if path.is_file():
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
        )
    nothing = sqlite3.connect(":memory:", check_same_thread=False)
    nothing.execute(table.schema)
    return nothing


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
