"""Takes answers that quote a purged document out of the stored conversations, bytes and all."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from knowledge.errors import StoreUnavailable

REMOVED = "[This answer was removed, because it quoted a document that has been purged.]"


def purge_conversations(path: Path, traces: Sequence[str]) -> int:
    """Blank every answer that holds one of the traces (document ids, quoted words).

    Returns how many there were. The file is written anew, so that no free page keeps them.

    Raises:
        StoreUnavailable: the file cannot be read or written; the purge can be run again.
    """
    if not path.is_file():
        return 0
    try:
        with closing(sqlite3.connect(path, timeout=30.0)) as conversations:
            conversations.execute("PRAGMA secure_delete=ON")
            rows = conversations.execute("SELECT id, text, answer FROM turns").fetchall()
            stained = [
                (REMOVED, turn)
                for turn, text, answer in rows
                if any(trace in text or trace in answer for trace in traces)
            ]
            with conversations:
                conversations.executemany(
                    "UPDATE turns SET text = ?, answer = '' WHERE id = ?", stained
                )
            conversations.execute("VACUUM")
            conversations.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"The conversations in {str(path)!r} cannot be purged ({error}). Close the chat and "
            "run the same command again."
        ) from error
    return len(stained)
