"""What curators decided about a knowledge base: passages, last days, purges, remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Generic, Protocol, Self, TypeVar

from pydantic import TypeAdapter

from knowledge.care.glossary_records import GlossaryRecords
from knowledge.domain.documents import DocumentMetadata, DocumentRecord
from knowledge.domain.errors import InputError, StoreUnavailable
from knowledge.domain.passages import Passage, passage_id, rows_of
from knowledge.files.durable import replace_text
from knowledge.store.protocol import Store


class _Kept(Protocol):
    """What is remembered about a document."""

    @property
    def document_key(self) -> str:
        """The document's key."""
        ...


Entry = TypeVar("Entry", bound=_Kept)


class _Entries(Generic[Entry]):
    """Entries of one kind in one JSON file, which is read whole and replaced whole.

    Readers see the old entries or the new, never a part.
    """

    _unknown: ClassVar[str]
    _delete: ClassVar[str] = "to begin anew"
    _adapter: TypeAdapter[tuple[Entry, ...]]

    def __init__(self, path: Path) -> None:
        """Read the file, if it is there.

        Raises:
            StoreUnavailable: it is damaged, so that nobody can tell what was decided.
        """
        self._path = path
        self._entries: tuple[Entry, ...] = ()
        if not path.is_file():
            return
        try:
            self._entries = self._adapter.validate_json(path.read_bytes())
        except ValueError as error:
            raise StoreUnavailable(
                f"{path} is damaged, so it is unknown which {self._unknown}. Restore it from a "
                f"backup, or delete it {self._delete}."
            ) from error

    def entries(self) -> tuple[Entry, ...]:
        """Return what is remembered, oldest first."""
        return self._entries

    def forget(self, document_key: str) -> bool:
        """Drop what is kept of a document; tell whether there was anything."""
        kept = tuple(each for each in self._entries if each.document_key != document_key)
        found = len(kept) < len(self._entries)
        if found:
            self._write(kept)
        return found

    def _write(self, entries: tuple[Entry, ...]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(self._path, self._adapter.dump_json(entries, indent=2).decode())
        self._entries = entries


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


class Curation(_Entries[Curated]):
    """What was hidden and corrected in one knowledge base, in one JSON file."""

    _unknown = "passages were hidden or corrected"
    _adapter = TypeAdapter(tuple[Curated, ...])

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


def corrected(passage: Passage, text: str) -> Passage:
    """Return a passage with other words, and the id that goes with them."""
    if text == passage.text:
        return passage
    return replace(passage, text=text, id=passage_id(passage.document_id, passage.position, text))


@dataclass(frozen=True, slots=True)
class Retirement:
    """The last day of one version; None takes away the end, whatever its file states."""

    document_key: str
    version: str
    last_day: date | None


class Retirements(_Entries[Retirement]):
    """The last days set in one knowledge base, in one JSON file."""

    _unknown = "documents were retired"
    _adapter = TypeAdapter(tuple[Retirement, ...])

    def set(self, retirement: Retirement) -> None:
        """Remember a last day in place of the one before."""
        self._write((*self._others(retirement.document_key, retirement.version), retirement))

    def applied(self, metadata: DocumentMetadata) -> DocumentMetadata:
        """Return a document's metadata with the last day that was set for it."""
        for each in self._entries:
            if (each.document_key, each.version) == (metadata.key, metadata.version):
                return replace(metadata, effective_to=each.last_day)
        return metadata

    def _others(self, key: str, version: str) -> Sequence[Retirement]:
        return [e for e in self._entries if (e.document_key, e.version) != (key, version)]


def retire(store: Store, retirements: Retirements, name: str, retirement: Retirement) -> int:
    """Give a version its last day, now and in later ingests; return the new generation.

    Passages keep their ids and vectors: a date is no part of either.

    Raises:
        InputError: there is no such document, or the day lies before its first one.
        KnowledgeBaseBusy: another writer is at work.
    """
    reader = store.open(name)
    wanted = (retirement.document_key, retirement.version)
    found = [r for r in reader.documents() if (r.metadata.key, r.metadata.version) == wanted]
    if not found:
        raise InputError(
            f"{name!r} holds no document {wanted[0]!r} of version {wanted[1]!r} (any more)."
        )
    record, last_day = found[0], retirement.last_day
    first_day = record.metadata.effective_from
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
            replace(record, metadata=replace(record.metadata, effective_to=last_day)),
            [replace(each.passage, effective_to=last_day) for each in stored],
            rows_of(stored, reader.manifest.embedder.dimension),
        )
        return writer.publish()


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A purged document, by all that a copy of it would be known by, and nothing that it said."""

    document_key: str
    document_ids: tuple[str, ...]
    content_hashes: tuple[str, ...]
    purged_at: datetime


class Tombstones(_Entries[Tombstone]):
    """The tombstones of one knowledge base, in one JSON file."""

    _unknown = "documents were purged"
    _delete = "if none ever was"
    _adapter = TypeAdapter(tuple[Tombstone, ...])

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
        self._write((*(each for each in self._entries if each is not old), stone))
        return stone

    def of(self, key: str) -> Tombstone | None:
        """Return the tombstone of a document key."""
        return next((each for each in self._entries if each.document_key == key), None)

    def standing_against(self, key: str, content_hash: str) -> Tombstone | None:
        """Return the tombstone of a document with this key or this content."""
        return next(
            (
                each
                for each in self._entries
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
        return [each for stone in self._entries for each in stone.document_ids]

    def as_json(self) -> str:
        """Return all of them, for a backup."""
        return self._adapter.dump_json(self._entries).decode()

    def adopt(self, text: str) -> None:
        """Add those of a backup that are not here."""
        mine = {each.document_key for each in self._entries}
        new = [each for each in self._adapter.validate_json(text) if each.document_key not in mine]
        if new:
            self._write((*self._entries, *new))

    def lift(self, key: str) -> bool:
        """Let a purged document be ingested again; tell whether there was a tombstone."""
        return self.forget(key)


def _joined(old: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))


class CuratorRecords:
    """What curators decided about one knowledge base, kept beside it so that an ingest does it too.

    Each kind lies in a file of its own, which is read when it is first asked for.
    """

    def __init__(self, data: Path, knowledge_base: str) -> None:
        self._data = data
        self._name = knowledge_base

    def read(self) -> Self:
        """Read all of them now, so that a damaged one is known before work begins.

        Raises:
            StoreUnavailable: one is damaged.
        """
        _ = self.curation, self.retirements, self.tombstones
        return self

    @cached_property
    def curation(self) -> Curation:
        """Passages that were hidden or corrected."""
        return Curation(self._data / "curation" / f"{self._name}.json")

    @cached_property
    def retirements(self) -> Retirements:
        """Last days that were given to documents."""
        return Retirements(self._data / "curation" / f"{self._name}.retired.json")

    @cached_property
    def tombstones(self) -> Tombstones:
        """Documents that were purged."""
        return Tombstones(self._data / "tombstones" / f"{self._name}.json")

    @cached_property
    def glossary(self) -> GlossaryRecords:
        """Terms that were added or struck."""
        return GlossaryRecords(self._data, self._name)

    def forget(self, document_key: str) -> None:
        """Drop a document's curated words, terms and last days; its tombstone stays."""
        self.curation.forget(document_key)
        self.glossary.forget(lambda each: each.document_key == document_key)
        self.retirements.forget(document_key)
