"""Last days that a curator gave to documents, remembered so that the next ingest keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.documents import DocumentFacts
from knowledge.entry_files import EntryFile
from knowledge.errors import InputError
from knowledge.passages import rows_of
from knowledge.store import Store


@dataclass(frozen=True, slots=True)
class Retirement:
    """The last day of one version; None takes away the end, whatever its file states."""

    document_key: str
    version: str
    last_day: date | None


_RETIREMENTS = TypeAdapter(tuple[Retirement, ...])


class Retirements:
    """The last days set in one knowledge base, in one JSON file."""

    def __init__(self, path: Path) -> None:
        """Read the file, if it is there.

        Raises:
            StoreUnavailable: it is damaged.
        """
        self._file = EntryFile(path, _RETIREMENTS)
        self._entries = self._file.read(unknown="documents were retired")

    def entries(self) -> tuple[Retirement, ...]:
        """Return the last days that were set."""
        return self._entries

    def set(self, retirement: Retirement) -> None:
        """Remember a last day in place of the one before."""
        self._write((*self._others(retirement.document_key, retirement.version), retirement))

    def forget(self, document_key: str) -> None:
        """Drop what is kept of a document."""
        kept = tuple(each for each in self._entries if each.document_key != document_key)
        if len(kept) < len(self._entries):
            self._write(kept)

    def applied(self, facts: DocumentFacts) -> DocumentFacts:
        """Return a document's facts with the last day that was set for it."""
        for each in self._entries:
            if (each.document_key, each.version) == (facts.key, facts.version):
                return replace(facts, effective_to=each.last_day)
        return facts

    def _others(self, key: str, version: str) -> Sequence[Retirement]:
        return [e for e in self._entries if (e.document_key, e.version) != (key, version)]

    def _write(self, entries: tuple[Retirement, ...]) -> None:
        self._file.replace(entries)
        self._entries = entries


def retire(store: Store, retirements: Retirements, name: str, retirement: Retirement) -> int:
    """Give a version its last day, now and in later ingests; return the new generation.

    Passages keep their ids and vectors: a date is no part of either.

    Raises:
        InputError: there is no such document, or the day lies before its first one.
        KnowledgeBaseBusy: another writer is at work.
    """
    reader = store.open(name)
    wanted = (retirement.document_key, retirement.version)
    found = [r for r in reader.documents() if (r.facts.key, r.facts.version) == wanted]
    if not found:
        raise InputError(
            f"{name!r} holds no document {wanted[0]!r} of version {wanted[1]!r} (any more)."
        )
    record, last_day = found[0], retirement.last_day
    first_day = record.facts.effective_from
    if last_day and first_day and last_day < first_day:
        raise InputError(
            f"{wanted[0]!r} is in force from {first_day} on; its last day cannot be {last_day}. "
            "Delete it if it never held."
        )
    stored = reader.stored(record.id)
    # Remembered first: an ingest that comes between then does the same.
    retirements.set(retirement)
    with store.write(name, reader.manifest) as writer:
        writer.put(
            replace(record, facts=replace(record.facts, effective_to=last_day)),
            [replace(each.passage, effective_to=last_day) for each in stored],
            rows_of(stored, reader.manifest.embedder.dimension),
        )
        return writer.publish()
