"""What each kind of job does. Slow to import: the worker does it when the first job comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from citewell.worker.job_rights import JobRights
from citewell.worker.loop import JobFailed
from citewell.worker.progress import JobProgress
from ingest.changes.change_detection import IngestChoices
from ingest.pipeline.assembly import opened_tools, rates_of, target_of
from ingest.pipeline.ingest import ingest
from ingest.pipeline.planning import plan
from ingest.report.report import IN_FORCE, FileState, Plan, Report
from knowledge.care.curator_records import CuratorRecords, Retirement, retire
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import InputError
from knowledge.files.uploads import uploads_of
from knowledge.jobs.job import Job, JobKind
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Store
from operations.curation import curate
from operations.deletion import delete_document, searched_in_vain
from operations.purge import purge_document
from operations.recovery import roll_back, verify_live

_MOST_FILES = 2_000
_MOST_FAULTS = 200

Result = Mapping[str, object]


class JobRunner:
    """Runs jobs with one store and one embedding model, which is loaded once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: Store = open_store(settings.store, settings.data_dir)
        self._kinds: Mapping[JobKind, Callable[[Job, JobProgress], Result]] = {
            JobKind.INGEST: self._ingest,
            JobKind.DRY_RUN: self._dry_run,
            JobKind.DELETE: self._delete,
            JobKind.RETIRE: self._retire,
            JobKind.CURATE: self._curate,
            JobKind.ROLLBACK: self._rollback,
            JobKind.VERIFY: self._verify,
        }

    def run(self, job: Job, progress: JobProgress) -> Result:
        """Do a job and return what came of it, as its row keeps it.

        Raises:
            AssistantError: it cannot be done; the message says why.
            Stopped: it was cancelled before anything was published.
        """
        progress.check()
        self._rights(job)  # refuses who is no curator, whatever the job
        return self._kinds[job.request.kind](job, progress)

    @cached_property
    def _embedder(self) -> Embedder:
        return open_embedder(self._settings.embedding, self._settings.data_dir)

    def _ingest(self, job: Job, progress: JobProgress) -> Result:
        name, uploads = (
            job.request.knowledge_base,
            uploads_of(self._settings.uploads, self._settings.data_dir, job.request.knowledge_base),
        )
        paths = self._paths(job)
        before = self._records(name)
        target = target_of(name, self._settings.ingest, self._embedder)
        with opened_tools(
            target,
            self._settings,
            store=self._store,
            embedder=self._embedder,
            progress=progress,
            choices=self._choices(job, before, paths),
        ) as tools:
            report = ingest(paths, target, tools)
        rates_of(self._settings.data_dir).learn(report)
        after = {record.root for record in self._records(name)}
        # What was replaced lies in an upload of its own that nothing comes from any more.
        replaced = {r.root for r in before if uploads.holds(r.root)} - after
        uploads.discard([Path(root).name for root in replaced])
        uploads.discard_unused(after)
        return _told_ingest(report)

    def _dry_run(self, job: Job, progress: JobProgress) -> Result:
        name = job.request.knowledge_base
        paths = self._paths(job)
        target = target_of(name, self._settings.ingest, self._embedder)
        with opened_tools(
            target,
            self._settings,
            store=self._store,
            embedder=self._embedder,
            progress=progress,
            choices=self._choices(job, self._records(name), paths),
            read_only=True,
        ) as tools:
            rate = rates_of(self._settings.data_dir).passages_per_second(
                target.manifest.embedder.name
            )
            planned = plan(paths, target, tools, passages_per_second=rate)
        return _told_plan(planned)

    def _delete(self, job: Job, progress: JobProgress) -> Result:
        del progress
        name, key = job.request.knowledge_base, _text(job, "document_key")
        version = job.request.wanted.get("version")
        purge = bool(job.request.wanted.get("purge"))
        # A purge takes all versions out, of the older generations, too.
        there = self._store.every_document(name) if purge else self._records(name)
        only = None if purge else version
        self._rights(job).check(
            [r for r in there if r.metadata.key == key and only in (None, r.metadata.version)],
            missing=f"{name!r} holds no document {key!r} (any more).",
        )
        records = [r for r in self._records(name) if r.metadata.key == key]
        if purge:
            return self._purge(job, key, records)
        if not records and job.attempts > 1:
            # The worker before this one published and died before it could say so.
            return {"documents": 0, "already": True}
        before = self._live(name)
        done = delete_document(self._store, name, key, None if version is None else str(version))
        uploads = uploads_of(self._settings.uploads, self._settings.data_dir, name)
        uploads.discard(Path(r.root).name for r in done.documents if uploads.holds(r.root))
        return {
            "documents": len(done.documents),
            "generation": done.generation,
            "searches": done.searches,
            "generation_before": before,
            "files_left": sorted({r.root for r in done.documents if not uploads.holds(r.root)}),
        }

    def _purge(self, job: Job, key: str, records: Sequence[DocumentRecord]) -> Result:
        name = job.request.knowledge_base
        uploads = uploads_of(self._settings.uploads, self._settings.data_dir, name)
        done = purge_document(self._store, self._settings, name, key)
        if done is None:
            raise InputError(f"{name!r} holds no document {key!r}, and never did.")
        with closing(self._store.open(name)) as reader:
            searches = searched_in_vain(reader, [each.passage for each in done.passages])
        result = {
            "documents": len(done.documents),
            "generation": done.generation,
            "searches": searches,
            "purged": True,
            "originals": done.originals,
            "turns": done.turns,
            "seed": done.proof.seed,
            "strings_searched": done.proof.strings,
            "files_searched": done.proof.files,
            "bytes_searched": done.proof.bytes,
            "rows_searched": done.proof.rows,
            "on_server": done.on_server,
            "still_found": self._rights(job).told(done.proof.found[:20]),
            "files_left": sorted({r.root for r in records if not uploads.holds(r.root)}),
        }
        if done.proof.found:
            raise JobFailed("The search after it still finds words of it; see the list.", result)
        return result

    def _retire(self, job: Job, progress: JobProgress) -> Result:
        del progress
        name = job.request.knowledge_base
        day = job.request.wanted.get("last_day")
        key, version = _text(job, "document_key"), str(job.request.wanted.get("version") or "")
        retirement = Retirement(key, version, date.fromisoformat(str(day)) if day else None)
        self._rights(job).check(
            [
                r
                for r in self._records(name)
                if (r.metadata.key, r.metadata.version) == (key, version)
            ],
            missing=f"{name!r} holds no document {key!r} of version {version!r} (any more).",
        )
        before = self._last_day(name, key, version)
        retirements = CuratorRecords(self._settings.data_dir, name).retirements
        generation = retire(self._store, retirements, name, retirement)
        return {"generation": generation, "last_day_before": before}

    def _last_day(self, name: str, key: str, version: str) -> str | None:
        for record in self._records(name):
            if (record.metadata.key, record.metadata.version) == (key, version):
                day = record.metadata.effective_to
                return str(day) if day else None
        return None

    def _curate(self, job: Job, progress: JobProgress) -> Result:
        del progress
        name, text = job.request.knowledge_base, job.request.wanted.get("text")
        self._rights(job).check_passage(_text(job, "passage_id"))
        try:
            key, generation = curate(
                self._store,
                self._settings.embedding,
                self._settings.data_dir,
                name,
                _text(job, "passage_id"),
                None if text is None else str(text),
                embedder=None if text is None else self._embedder,
            )
        except InputError:
            if job.attempts > 1:
                return {"already": True}
            raise
        return {"document_key": key, "generation": generation}

    def _rollback(self, job: Job, progress: JobProgress) -> Result:
        del progress
        name = job.request.knowledge_base
        self._rights(job).check_everything()
        wanted = int(_text(job, "generation"))
        before = self._live(name)
        number, again = roll_back(self._store, self._settings.data_dir, name, wanted)
        return {"generation": number, "purged_again": again, "generation_before": before}

    def _live(self, name: str) -> int:
        return next(each.number for each in self._store.generations(name) if each.live)

    def _verify(self, job: Job, progress: JobProgress) -> Result:
        del progress
        name = job.request.knowledge_base
        self._rights(job).check_everything()
        checked = verify_live(self._store, self._settings.data_dir, name)
        return {
            "generation": checked.generation,
            "documents": checked.documents,
            "passages": checked.passages,
            "faults": [asdict(fault) for fault in checked.faults[:_MOST_FAULTS]],
            "faults_count": len(checked.faults),
        }

    def _rights(self, job: Job) -> JobRights:
        return JobRights(job, self._store, self._settings.ingest)

    def _records(self, name: str) -> Sequence[DocumentRecord]:
        if name not in self._store.names():
            return []
        with closing(self._store.open(name)) as reader:
            return reader.documents()

    def _paths(self, job: Job) -> list[Path]:
        """Return what a job may read: uploads, or folders that documents came from already."""
        name = job.request.knowledge_base
        asked = _texts(job, "roots")
        from_there = {root: [r for r in self._records(name) if r.root == root] for root in asked}
        rights = self._rights(job)
        # A folder is read again only for who may change all that comes from it.
        strange = [
            r for r, records in from_there.items() if not records or not rights.may_change(records)
        ]
        if strange:
            raise InputError(
                f"No document of {name!r} that is yours to change comes from {strange[0]!r}. A "
                f"folder is read for the first time with: citewell ingest FOLDER --kb {name}."
            )
        uploads = uploads_of(self._settings.uploads, self._settings.data_dir, name)
        return [*map(Path, asked), *uploads.roots(_texts(job, "uploads"))]

    def _choices(
        self, job: Job, records: Sequence[DocumentRecord], paths: Sequence[Path]
    ) -> IngestChoices:
        """An upload may take the place of an earlier one of the same document and version."""
        uploads = uploads_of(
            self._settings.uploads, self._settings.data_dir, job.request.knowledge_base
        )
        taken = {str(path) for path in paths}
        replaceable = {r.id for r in records if uploads.holds(r.root) and r.root not in taken}
        sure = bool(job.request.wanted.get("remove_many"))
        given = uploads.roots(_texts(job, "uploads"))
        return IngestChoices(
            may_remove=lambda _: sure,
            replaceable=frozenset(replaceable),
            access=job.request.access,
            own_roots=frozenset(str(root.resolve()) for root in given),
        )


def _told_ingest(report: Report) -> Result:
    listed = [file for file in report.files if file.state is not FileState.UNCHANGED]
    told = replace(report, files=tuple(listed[:_MOST_FILES])).to_json()
    told |= {"totals": report.totals(), "files_left_out": max(0, len(listed) - _MOST_FILES)}
    useful = (*IN_FORCE, FileState.REMOVED)
    if not any(file.state in useful for file in report.files):
        raise JobFailed(
            f"None of the {len(report.files)} files could be read; the reasons stand below.", told
        )
    return told


def _told_plan(planned: Plan) -> Result:
    listed = [file for file in planned.files if file.state is not FileState.UNCHANGED]
    told = replace(planned, files=tuple(listed[:_MOST_FILES])).to_json()
    totals = {state.value: planned.count(state) for state in FileState}
    return {**told, "totals": totals, "files_left_out": max(0, len(listed) - _MOST_FILES)}


def _text(job: Job, name: str) -> str:
    value = job.request.wanted.get(name)
    if value is None or value == "":
        raise InputError(f"The job {job.request.kind.value!r} does not say its {name!r}.")
    return str(value)


def _texts(job: Job, name: str) -> list[str]:
    value = job.request.wanted.get(name, [])
    return [str(each) for each in value] if isinstance(value, list) else []
