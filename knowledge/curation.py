"""Passages that a curator hid or corrected, remembered so that the next ingest does the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.entry_files import EntryFile
from knowledge.identity import passage_id
from knowledge.passages import Passage


@dataclass(frozen=True, slots=True)
class Curated:
    """One passage as the document has it, and the text to show instead; None hides it.

    It is known by its document and its words, so that it stays curated when its place changes.
    """

    document_key: str
    version: str
    original: str
    text: str | None
    at: datetime

    def concerns(self, passage: Passage) -> bool:
        """Tell whether this is about a passage, as the document has it or as it was corrected."""
        return (self.document_key, self.version) == (
            passage.document_key,
            passage.version,
        ) and passage.text in (self.original, self.text)


_CURATED = TypeAdapter(tuple[Curated, ...])


class Curation:
    """What was hidden and corrected in one knowledge base, in one JSON file."""

    def __init__(self, path: Path) -> None:
        """Read the file, if it is there.

        Raises:
            StoreUnavailable: it is damaged.
        """
        self._file = EntryFile(path, _CURATED)
        self._entries = self._file.read(unknown="passages were hidden or corrected")

    def entries(self) -> tuple[Curated, ...]:
        """Return what was curated, oldest first."""
        return self._entries

    def set(self, passage: Passage, text: str | None) -> None:
        """Hide a passage (None), or show other words instead."""
        known = next((each for each in self._entries if each.concerns(passage)), None)
        entry = Curated(
            document_key=passage.document_key,
            version=passage.version,
            original=known.original if known else passage.text,
            text=text,
            at=datetime.now(UTC),
        )
        self._write((*(each for each in self._entries if each is not known), entry))

    def undo(self, entry: Curated) -> None:
        """Drop one entry: the next reading of its document shows the passage as it stands there."""
        self._write(tuple(each for each in self._entries if each != entry))

    def redo(self, entry: Curated) -> None:
        """Put back an entry that was undone."""
        self._write((*self._entries, entry))

    def forget(self, document_key: str) -> None:
        """Drop what is kept of a document, words and all."""
        kept = tuple(each for each in self._entries if each.document_key != document_key)
        if len(kept) < len(self._entries):
            self._write(kept)

    def applied(self, passages: Sequence[Passage]) -> list[Passage]:
        """Return a document's passages without those hidden and with those corrected."""
        by_words = {
            (each.document_key, each.version, each.original): each.text for each in self._entries
        }
        result: list[Passage] = []
        for passage in passages:
            words = (passage.document_key, passage.version, passage.text)
            text = by_words.get(words, passage.text)
            if text is not None:
                result.append(corrected(passage, text))
        return result

    def unmet(self, passages: Sequence[Passage]) -> list[str]:
        """Return a warning for each entry about this document that none of its passages meets."""
        if not passages:
            return []
        first, texts = passages[0], {passage.text for passage in passages}
        return [
            f"The passage beginning {each.original[:60]!r} was "
            f"{'hidden' if each.text is None else 'corrected'} by a curator and is not in the "
            "document any more; what stands in its place is shown as it is."
            for each in self._entries
            if (each.document_key, each.version) == (first.document_key, first.version)
            and each.original not in texts
        ]

    def _write(self, entries: tuple[Curated, ...]) -> None:
        self._file.replace(entries)
        self._entries = entries


def corrected(passage: Passage, text: str) -> Passage:
    """Return a passage with other words, and the id that goes with them."""
    if text == passage.text:
        return passage
    return replace(passage, text=text, id=passage_id(passage.document_id, passage.position, text))
