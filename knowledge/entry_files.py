"""Entries of one kind in one JSON file, which is read whole and replaced whole."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from knowledge.edge.files import replace_text
from knowledge.errors import StoreUnavailable

Entry = TypeVar("Entry")


class EntryFile(Generic[Entry]):
    """Reads and replaces the file; readers see the old entries or the new, never a part."""

    def __init__(self, path: Path, entries: TypeAdapter[tuple[Entry, ...]]) -> None:
        self._path = path
        self._adapter = entries

    def read(self, *, unknown: str, delete: str = "to begin anew") -> tuple[Entry, ...]:
        """Return the entries, none where there is no file.

        Raises:
            StoreUnavailable: it is damaged; says what is `unknown` now, and when to `delete` it.
        """
        if not self._path.is_file():
            return ()
        try:
            return self._adapter.validate_json(self._path.read_bytes())
        except ValueError as error:
            raise StoreUnavailable(
                f"{self._path} is damaged, so it is unknown which {unknown}. Restore it from a "
                f"backup, or delete it {delete}."
            ) from error

    def replace(self, entries: tuple[Entry, ...]) -> None:
        """Write these entries instead of those that are there."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(self._path, self._adapter.dump_json(entries, indent=2).decode())
