"""What a curator sees of the knowledge bases: documents, passages, generations, jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.auth.visitor import Visitor
from app.database.audit import Action, AuditLog
from app.database.citing import Uses, uses_of
from app.database.engine import Database
from app.i18n import texts
from app.service.glossary_admin import GlossaryAdmin
from knowledge.care.curator_records import Curated, CuratorRecords
from knowledge.domain.access import (
    Access,
    Role,
    covers,
    may_change_all,
    may_read,
    readable,
    readers_of,
)
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError, NotPermitted
from knowledge.domain.passages import Passage
from knowledge.domain.versions import Validity, validities
from knowledge.files.uploads import Upload, Uploads, uploads_of
from knowledge.jobs.job import Job, JobKind, JobRequest, JobState
from knowledge.jobs.table import JobTable
from knowledge.settings.settings import Settings
from knowledge.store.protocol import GenerationInfo, Reader, Store

_ACTIONS = {
    JobKind.INGEST: Action.UPLOADED,
    JobKind.DELETE: Action.DELETED_DOCUMENT,
    JobKind.RETIRE: Action.CURATED,
    JobKind.CURATE: Action.CURATED,
    JobKind.ROLLBACK: Action.CURATED,
    JobKind.VERIFY: Action.VERIFIED,
}
_WHOLE = (JobKind.ROLLBACK, JobKind.VERIFY)
"""Jobs about a whole knowledge base, for who may see all of it."""
_JOBS_SHOWN, _JOBS_READ = 20, 400


class InForce(StrEnum):
    """Whether a document answers today."""

    NOW = "in force"
    LATER = "not yet"
    ENDED = "ended"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document with what its dates come to among its versions."""

    record: DocumentRecord
    state: InForce
    first_day: date | None
    last_day: date | None
    groups: tuple[str, ...]
    uploaded: bool

    def holds(self, words: Sequence[str]) -> bool:
        """Tell whether title, key, file, owner or a group hold all the words, in small letters."""
        metadata = self.record.metadata
        said = " ".join(
            (self.record.title, metadata.key, self.record.source, metadata.owner, *self.groups)
        ).casefold()
        return all(word in said for word in words)


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as the assistant sees it; `original` is what the file says where it differs."""

    passage: Passage
    original: str


@dataclass(frozen=True, slots=True)
class Affected:
    """What a change to documents reaches: they, their passages, and the answers citing them."""

    documents: int
    passages: int
    uses: Uses


class KnowledgeAdmin:
    """The knowledge bases as one curator may see and change them; changes are jobs.

    Who the curator is, and what they may do, is asked again at each call: any of them may raise
    SignInRefused or NotPermitted.
    """

    def __init__(
        self, settings: Settings, store: Store, database: Database, jobs: JobTable, visitor: Visitor
    ) -> None:
        self._settings = settings
        self._store = store
        self._database = database
        self._audit = AuditLog(database)
        self._jobs = jobs
        self._visitor = visitor
        self.glossary = GlossaryAdmin(settings, store, self._audit, visitor)

    def names(self) -> list[str]:
        """Return the knowledge bases."""
        return self._store.names()

    def reader(self, name: str) -> Reader:
        """Open a knowledge base."""
        return self._store.open(name)

    def rows(self, name: str, day: date) -> list[DocumentRow]:
        """Return the documents that this person may see, by title, then version."""
        reader, access = self.reader(name), self._access()
        default, uploads = reader.manifest.default_group, self._uploads(name)
        rows = [
            _row(validity, day, readers_of(validity.record, default), uploads)
            for validity in validities(reader.documents())
        ]
        mine = [row for row in rows if may_read(row.groups, access)]
        return sorted(mine, key=lambda r: (r.record.title.casefold(), r.record.metadata.version))

    def count(self, name: str) -> tuple[int, int]:
        """Return how many documents this person may see, and how many passages those have."""
        reader = self.reader(name)
        mine = readable(reader.documents(), reader.manifest.default_group, self._access())
        return len(mine), sum(record.passages for record in mine)

    def sees_all(self, name: str) -> bool:
        """Tell whether this person may see all that any generation at hand holds."""
        access = self._access()
        if access.role is Role.ADMIN:
            return True
        default = self.reader(name).manifest.default_group
        return may_change_all(self._store.every_document(name), default, access)

    def passages(self, name: str, record: DocumentRecord) -> list[PassageRow]:
        """Return a document's passages in reading order, with what a curator changed."""
        if not self._holds(name, record):
            return []
        by_text = {
            each.text: each.original
            for each in self._curated(name, record)
            if each.text is not None
        }
        return [
            PassageRow(stored.passage, by_text.get(stored.passage.text, ""))
            for stored in self.reader(name).stored(record.id)
        ]

    def affected(self, name: str, records: Sequence[DocumentRecord]) -> Affected:
        """Return what a change to these documents reaches."""
        self._visitor.curator()
        identifiers = [record.id for record in records]
        passages = sum(record.passages for record in records)
        return Affected(len(records), passages, uses_of(self._database, name, identifiers))

    def versions(self, name: str, key: str) -> list[DocumentRecord]:
        """Return the versions of a document that this person may see."""
        return [r.record for r in self.rows(name, date.today()) if r.record.metadata.key == key]

    def hidden(self, name: str, record: DocumentRecord) -> list[Curated]:
        """Return what a curator hid of a document."""
        if not self._holds(name, record):
            return []
        return [each for each in self._curated(name, record) if each.text is None]

    def generations(self, name: str) -> list[GenerationInfo]:
        """Return the generations at hand, the newest first."""
        return list(reversed(self._store.generations(name)))

    def take(
        self, name: str, files: Sequence[tuple[str, bytes]], metadata: Mapping[str, object]
    ) -> list[Upload]:
        """Keep files for a knowledge base; all of them or none.

        Raises:
            InputError: one of them is too large, empty, or named like another.
        """
        self._visitor.curator()
        names = [file_name for file_name, _ in files]
        twice = sorted({each for each in names if names.count(each) > 1})
        if twice:
            raise InputError(f"{twice[0]!r} was chosen twice. Rename one of the files.")
        uploads, taken = self._uploads(name), list[Upload]()
        try:
            for file_name, content in files:
                taken.append(uploads.take(file_name, content, metadata))
        except Exception:
            uploads.discard(each.id for each in taken)
            raise
        return taken

    def discard(self, name: str, identifiers: Iterable[str]) -> None:
        """Delete files that were taken and shall not be added."""
        self._visitor.curator()
        self._uploads(name).discard(identifiers)

    def ask(self, kind: JobKind, name: str, wanted: dict[str, object], *, what: str = "") -> str:
        """Put a job into the table and the audit log; return its id.

        Raises:
            NotPermitted: it is about more than this person may see.
        """
        person = self._visitor.curator()
        if kind in _WHOLE and not self.sees_all(name):
            raise NotPermitted(texts.NOT_ALL_YOURS)
        identifier = self._jobs.add(JobRequest(kind, name, person.name, wanted, person.access))
        if kind in _ACTIONS:
            purged = kind is JobKind.DELETE and wanted.get("purge")
            action = Action.PURGED_DOCUMENT if purged else _ACTIONS[kind]
            said = f"{kind.value}: {what}" if what else kind.value
            self._audit.note(person.name, action, said[:500], knowledge_base=name)
        return identifier

    def undoing(self, job: Job) -> tuple[JobKind, Mapping[str, object]] | None:
        """Return the job that undoes a finished one; None where nothing does, or not any more.

        A deletion and a rollback are undone by going back to the generation before, as long as
        nothing was published since.
        """
        if job.state is not JobState.DONE or job.request.wanted.get("purge"):
            return None
        if job.request.kind is JobKind.RETIRE and "last_day_before" in job.result:
            return JobKind.RETIRE, {
                **job.request.wanted,
                "last_day": job.result["last_day_before"],
            }
        name, before = job.request.knowledge_base, job.result.get("generation_before")
        if before is None or not self.sees_all(name):
            return None
        live = {each.number: each.live for each in self._store.generations(name)}
        if before in live and live.get(int(str(job.result.get("generation")))):
            return JobKind.ROLLBACK, {"generation": before}
        return None

    def note_trial(self, name: str, question: str) -> None:
        """Write down that a search was tried."""
        person = self._visitor.curator()
        self._audit.note(person.name, Action.TRIED_SEARCH, question[:500], knowledge_base=name)

    def note_export(self, name: str, what: str) -> None:
        """Write down that something of a knowledge base's records was taken along."""
        person = self._visitor.curator()
        self._audit.note(person.name, Action.EXPORTED, what, knowledge_base=name)

    def job(self, identifier: str) -> Job | None:
        """Return a job; None where there is none that this person may know of."""
        job, access = self._jobs.get(identifier), self._access()
        return job if job is not None and covers(access, job.request.access) else None

    def jobs(self, name: str) -> list[Job]:
        """Return the last jobs of a knowledge base, the newest first.

        Those of who may see more than this person are left out: their files, results and errors
        may tell of documents that are not this person's to see.
        """
        access, latest = self._access(), self._jobs.latest(name, limit=_JOBS_READ)
        return [job for job in latest if covers(access, job.request.access)][:_JOBS_SHOWN]

    def cancel(self, identifier: str) -> None:
        """Ask that a job stops."""
        person, job = self._visitor.curator(), self.job(identifier)
        if job is None:
            return
        self._jobs.cancel(identifier)
        self._audit.note(
            person.name,
            Action.CANCELLED_JOB,
            f"{job.request.kind.value}, asked for by {job.request.owner}",
            knowledge_base=job.request.knowledge_base,
        )

    def has_worker(self) -> bool:
        """Tell whether a worker is there to do the jobs."""
        return bool(self._jobs.workers())

    def _access(self) -> Access:
        return self._visitor.curator().access

    def _uploads(self, name: str) -> Uploads:
        return uploads_of(self._settings.uploads, self._settings.data_dir, name)

    def _holds(self, name: str, record: DocumentRecord) -> bool:
        default = self.reader(name).manifest.default_group
        return may_read(readers_of(record, default), self._access())

    def _curated(self, name: str, record: DocumentRecord) -> list[Curated]:
        curation = CuratorRecords(self._settings.data_dir, name).curation
        wanted = (record.metadata.key, record.metadata.version)
        return [e for e in curation.entries() if (e.document_key, e.version) == wanted]


def state_on(validity: Validity, day: date) -> InForce:
    """Return whether a document answers on a day."""
    if validity.is_never():
        return InForce.NEVER
    if validity.covers(day):
        return InForce.NOW
    later = validity.first_day is not None and day < validity.first_day
    return InForce.LATER if later else InForce.ENDED


def _row(validity: Validity, day: date, groups: tuple[str, ...], uploads: Uploads) -> DocumentRow:
    return DocumentRow(
        record=validity.record,
        state=state_on(validity, day),
        first_day=validity.first_day,
        last_day=None if validity.is_never() else validity.last_day,
        groups=groups,
        uploaded=uploads.holds(validity.record.root),
    )
