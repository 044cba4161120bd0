"""Remembers which documents were purged, so that nothing brings them back by accident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.documents import DocumentRecord
from knowledge.entry_files import EntryFile


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A purged document, by all that a copy of it would be known by, and nothing that it said."""

    document_key: str
    document_ids: tuple[str, ...]
    content_hashes: tuple[str, ...]
    purged_at: datetime


_STONES = TypeAdapter(tuple[Tombstone, ...])


class Tombstones:
    """The tombstones of one knowledge base, in one JSON file."""

    def __init__(self, path: Path) -> None:
        """Read the file, if it is there.

        Raises:
            StoreUnavailable: it is damaged, so that nobody can tell what was purged.
        """
        self._file = EntryFile(path, _STONES)
        self._stones = self._file.read(unknown="documents were purged", delete="if none ever was")

    def add(self, key: str, records: Iterable[DocumentRecord]) -> Tombstone:
        """Keep that this document, with these versions, was purged; older stones of it join in."""
        old = self.of(key)
        records = list(records)
        stone = Tombstone(
            document_key=key,
            document_ids=_joined(old.document_ids if old else (), (r.id for r in records)),
            content_hashes=_joined(
                old.content_hashes if old else (), (r.content_hash for r in records)
            ),
            purged_at=datetime.now(UTC),
        )
        self._write((*(each for each in self._stones if each is not old), stone))
        return stone

    def of(self, key: str) -> Tombstone | None:
        """Return the tombstone of a document key."""
        return next((each for each in self._stones if each.document_key == key), None)

    def standing_against(self, key: str, content_hash: str) -> Tombstone | None:
        """Return the tombstone of a document with this key or this content."""
        return next(
            (
                each
                for each in self._stones
                if each.document_key == key or content_hash in each.content_hashes
            ),
            None,
        )

    def purged(self, records: Iterable[DocumentRecord]) -> list[DocumentRecord]:
        """Return those of the records that were purged."""
        ids = set(self.document_ids())
        return [record for record in records if record.id in ids]

    def document_ids(self) -> list[str]:
        """Return the ids of all purged documents."""
        return [each for stone in self._stones for each in stone.document_ids]

    def as_json(self) -> str:
        """Return all of them, for a backup."""
        return _STONES.dump_json(self._stones).decode()

    def adopt(self, text: str) -> None:
        """Add those of a backup that are not here."""
        mine = {each.document_key for each in self._stones}
        new = [each for each in _STONES.validate_json(text) if each.document_key not in mine]
        if new:
            self._write((*self._stones, *new))

    def lift(self, key: str) -> bool:
        """Let a purged document be ingested again; tell whether there was a tombstone."""
        kept = tuple(each for each in self._stones if each.document_key != key)
        found = len(kept) < len(self._stones)
        if found:
            self._write(kept)
        return found

    def _write(self, stones: tuple[Tombstone, ...]) -> None:
        self._file.replace(stones)
        self._stones = stones


def _joined(old: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))
