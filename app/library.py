"""What a curator sees of the knowledge bases: documents, passages, generations, jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.database.audit import Action, AuditLog
from app.database.engine import Database
from app.people.person import Person, Role
from knowledge.curation import Curated, Curation
from knowledge.documents import DocumentRecord
from knowledge.errors import InputError
from knowledge.job import Job, JobKind, Order
from knowledge.jobs import JobTable
from knowledge.passages import Passage
from knowledge.settings import Settings
from knowledge.store import GenerationInfo, Reader, Store
from knowledge.uploads import Upload, Uploads, uploads_of
from knowledge.versions import Validity, validities

_ACTIONS = {
    JobKind.INGEST: Action.UPLOADED,
    JobKind.DELETE: Action.DELETED_DOCUMENT,
    JobKind.RETIRE: Action.CURATED,
    JobKind.CURATE: Action.CURATED,
    JobKind.ROLLBACK: Action.CURATED,
}


class InForce(StrEnum):
    """Whether a document answers today."""

    NOW = "in force"
    LATER = "not yet"
    ENDED = "ended"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A document with what its dates come to among its versions."""

    record: DocumentRecord
    state: InForce
    first_day: date | None
    last_day: date | None
    groups: tuple[str, ...]
    uploaded: bool

    def holds(self, words: Sequence[str]) -> bool:
        """Tell whether title, key, file, owner or a group hold all the words, in small letters."""
        facts = self.record.facts
        said = " ".join(
            (self.record.title, facts.key, self.record.source, facts.owner, *self.groups)
        ).casefold()
        return all(word in said for word in words)


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as the assistant sees it; `original` is what the file says where it differs."""

    passage: Passage
    original: str


class Library:
    """The knowledge bases as one curator may see and change them; changes are jobs."""

    def __init__(
        self, settings: Settings, store: Store, database: Database, jobs: JobTable, person: Person
    ) -> None:
        self._settings = settings
        self._store = store
        self._audit = AuditLog(database)
        self._jobs = jobs
        self._person = person

    def names(self) -> list[str]:
        """Return the knowledge bases."""
        return self._store.names()

    def reader(self, name: str) -> Reader:
        """Open a knowledge base."""
        return self._store.open(name)

    def rows(self, name: str, day: date) -> list[ShelfRow]:
        """Return the documents that this person may see, by title, then version."""
        reader = self.reader(name)
        default = (reader.manifest.default_group,)
        uploads = self.uploads(name)
        rows = [
            _row(validity, day, validity.record.facts.groups or default, uploads)
            for validity in validities(reader.documents())
        ]
        mine = [row for row in rows if self._may_see(row.groups)]
        return sorted(mine, key=lambda r: (r.record.title.casefold(), r.record.facts.version))

    def passages(self, name: str, record: DocumentRecord) -> list[PassageRow]:
        """Return a document's passages in reading order, with what a curator changed."""
        by_text = {
            each.text: each.original
            for each in self._curated(name, record)
            if each.text is not None
        }
        return [
            PassageRow(stored.passage, by_text.get(stored.passage.text, ""))
            for stored in self.reader(name).stored(record.id)
        ]

    def hidden(self, name: str, record: DocumentRecord) -> list[Curated]:
        """Return what a curator hid of a document."""
        return [each for each in self._curated(name, record) if each.text is None]

    def generations(self, name: str) -> list[GenerationInfo]:
        """Return the generations at hand, the newest first."""
        return list(reversed(self._store.generations(name)))

    def uploads(self, name: str) -> Uploads:
        """Return where a knowledge base's uploads are kept."""
        return uploads_of(self._settings, name)

    def take(
        self, name: str, files: Sequence[tuple[str, bytes]], facts: Mapping[str, object]
    ) -> list[Upload]:
        """Keep files for a knowledge base; all of them or none.

        Raises:
            InputError: one of them is too large, empty, or named like another.
        """
        names = [file_name for file_name, _ in files]
        twice = sorted({each for each in names if names.count(each) > 1})
        if twice:
            raise InputError(f"{twice[0]!r} was chosen twice. Rename one of the files.")
        uploads, taken = self.uploads(name), list[Upload]()
        try:
            for file_name, content in files:
                taken.append(uploads.take(file_name, content, facts))
        except Exception:
            uploads.discard(each.id for each in taken)
            raise
        return taken

    def ask(self, kind: JobKind, name: str, wanted: dict[str, object], *, what: str = "") -> str:
        """Put a job into the table and the audit log; return its id."""
        identifier = self._jobs.add(Order(kind, name, self._person.name, wanted))
        if kind in _ACTIONS:
            purged = kind is JobKind.DELETE and wanted.get("purge")
            action = Action.PURGED_DOCUMENT if purged else _ACTIONS[kind]
            self._audit.note(
                self._person.name, action, f"{kind.value}: {what}"[:500], knowledge_base=name
            )
        return identifier

    def job(self, identifier: str) -> Job | None:
        """Return a job."""
        return self._jobs.get(identifier)

    def jobs(self, name: str) -> list[Job]:
        """Return the last jobs of a knowledge base, the newest first."""
        return self._jobs.latest(name, limit=20)

    def cancel(self, identifier: str) -> None:
        """Ask that a job stops."""
        self._jobs.cancel(identifier)

    def has_worker(self) -> bool:
        """Tell whether a worker is there to do the jobs."""
        return bool(self._jobs.workers())

    def _may_see(self, groups: Sequence[str]) -> bool:
        return self._person.role is Role.ADMIN or bool(set(groups) & set(self._person.groups))

    def _curated(self, name: str, record: DocumentRecord) -> list[Curated]:
        curation = Curation(self._settings.data_dir / "curation" / f"{name}.json")
        wanted = (record.facts.key, record.facts.version)
        return [e for e in curation.entries() if (e.document_key, e.version) == wanted]


def state_on(validity: Validity, day: date) -> InForce:
    """Return whether a document answers on a day."""
    if validity.is_never():
        return InForce.NEVER
    if validity.covers(day):
        return InForce.NOW
    later = validity.first_day is not None and day < validity.first_day
    return InForce.LATER if later else InForce.ENDED


def _row(validity: Validity, day: date, groups: tuple[str, ...], uploads: Uploads) -> ShelfRow:
    return ShelfRow(
        record=validity.record,
        state=state_on(validity, day),
        first_day=validity.first_day,
        last_day=None if validity.is_never() else validity.last_day,
        groups=groups,
        uploaded=uploads.holds(validity.record.root),
    )
