"""Keeps what was read of passages on disk, so that a question finds them read."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

import numpy as np

from knowledge.embedding import EmbedderIdentity
from knowledge.errors import StoreUnavailable
from knowledge.packed_vectors import FORM, packed
from knowledge.token_vectors import TokenVectors

_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    text BLOB NOT NULL, model BLOB NOT NULL, packed BLOB NOT NULL, UNIQUE (text, model)
)
"""
PIECES = 128
"""Word pieces of a passage that are kept. With more, long passages win by having more to be near
to: FeedbackQA's nDCG@5 .637 with 128, .631 with all 256; INSCIT's .770 and .765."""
_ASKED_AT_ONCE = 500
_WAIT_SECONDS = 30.0


def readings_path(data_dir: Path) -> Path:
    """Return where a data folder's readings are kept."""
    return data_dir / "cache" / "readings.sqlite"


def text_digest(text: str) -> bytes:
    """Return what a text is kept under."""
    return sha256(text.encode()).digest()


class KeptReadings:
    """Packed word-piece vectors of one model by the digest of the text, in an SQLite file.

    Several threads and processes may use it. It only saves time: whoever finds a text missing reads
    it.
    """

    def __init__(self, path: Path, identity: EmbedderIdentity) -> None:
        """Open the file, which is created when missing.

        Raises:
            StoreUnavailable: it cannot be opened or is damaged.
        """
        self._path = path
        named = (identity.name, identity.revision, str(identity.dimension), FORM)
        self._model = sha256("\n".join(named).encode()).digest()
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._rows = sqlite3.connect(path, timeout=_WAIT_SECONDS, check_same_thread=False)
            self._rows.execute("PRAGMA journal_mode=WAL")
            self._rows.execute("PRAGMA synchronous=NORMAL")
            self._rows.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise self._unavailable(error) from error

    def get(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is kept, by digest; what was never put is absent.

        Raises:
            StoreUnavailable: the file cannot be read.
        """
        return {row[0]: row[1] for row in self._rows_of("text, packed", digests)}

    def missing(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return those of the digests that nothing is kept under.

        Raises:
            StoreUnavailable: the file cannot be read.
        """
        asked = list(dict.fromkeys(digests))
        return set(asked) - {text for (text,) in self._rows_of("text", asked)}

    def put(self, readings: Mapping[bytes, bytes]) -> None:
        """Keep packed vectors by digest, in one transaction.

        Raises:
            StoreUnavailable: the file cannot be written, for instance because the disk is full.
        """
        rows = [(digest, self._model, data) for digest, data in readings.items()]
        try:
            with self._lock, self._rows:
                self._rows.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def forget(self, texts: Sequence[str]) -> None:
        """Delete what is kept of these texts, for every model, and its traces in the file.

        Raises:
            StoreUnavailable: the file cannot be written.
        """
        try:
            with self._lock:
                with self._rows:
                    self._rows.execute("PRAGMA secure_delete=ON")
                    self._rows.executemany(
                        "DELETE FROM readings WHERE text = ?", [(text_digest(t),) for t in texts]
                    )
                self._rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def close(self) -> None:
        """Close the file."""
        self._rows.close()

    def _rows_of(self, columns: str, digests: Sequence[bytes]) -> list[tuple[bytes, ...]]:
        found: list[tuple[bytes, ...]] = []
        try:
            with self._lock:
                for start in range(0, len(digests), _ASKED_AT_ONCE):
                    asked = digests[start : start + _ASKED_AT_ONCE]
                    marks = ",".join("?" * len(asked))
                    found += self._rows.execute(
                        f"SELECT {columns} FROM readings WHERE model = ? AND text IN ({marks})",
                        (self._model, *asked),
                    )
        except sqlite3.Error as error:
            raise self._unavailable(error) from error
        return found

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(
            f"The file of readings {str(self._path)!r} cannot be used: {error}. If the disk is "
            "full, free space; if the file is damaged, delete it (it only saves time)."
        )


def packed_readings(texts: Sequence[str], read: Sequence[TokenVectors]) -> dict[bytes, bytes]:
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
