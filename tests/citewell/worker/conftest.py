"""Fixtures shared by the tests here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from citewell.worker.loop import Worker
from citewell.worker.progress import JobProgress
from ingest.changes.change_detection import IngestChoices
from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded
from ingest.parsing.worker import answer
from ingest.pipeline.assembly import opened_tools, target_of
from ingest.pipeline.ingest import ingest
from ingest.report.progress import NoProgress
from knowledge.care.verification import Verification, verify
from knowledge.domain.access import EVERYTHING, Access
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import DocumentUnreadable
from knowledge.domain.passages import Passage
from knowledge.files.originals import Originals
from knowledge.files.uploads import Uploads, uploads_of
from knowledge.jobs.job import Job, JobKind, JobRequest
from knowledge.jobs.table import JobTable, open_jobs
from knowledge.opening.stores import open_store
from tests.citewell.worker_process import Runner, settings_of

LEAVE = "# Leave\n\nAnnual leave is 25 days a year.\n\n# Sick leave\n\nCall before nine o'clock."


@dataclass
class WorkerHarness:
    """A data folder with jobs, uploads and a store."""

    data: Path
    access: Access = EVERYTHING

    def __post_init__(self) -> None:
        self.settings = settings_of(self.data)
        self.jobs: JobTable = open_jobs(self.settings)
        self.store = open_store(self.settings.store, self.settings.data_dir)
        self.uploads: Uploads = uploads_of(self.settings.uploads, self.settings.data_dir, "hr")

    def upload(self, name: str, text: str, **metadata: object) -> str:
        return self.uploads.take(name, text.encode(), metadata).id

    def ask(self, kind: JobKind, **wanted: object) -> str:
        return self.jobs.add(JobRequest(kind, "hr", "ann", wanted, self.access))

    def done(self, kind: JobKind, **wanted: object) -> Job:
        """Ask for a job, do it, and return how it ended."""
        identifier = self.ask(kind, **wanted)
        self.work()
        return self.job(identifier)

    def work(self, run: Callable[[Job, JobProgress], Mapping[str, object]] | None = None) -> bool:
        runner = Runner(self.settings)
        worker = Worker(self.jobs, run or runner.run, beat_seconds=0.05)
        try:
            return worker.work_once()
        finally:
            worker.leave()

    def from_folder(self, root: Path) -> None:
        """Ingest a folder, as its operator does at the command line."""
        target = target_of("hr", self.settings.ingest, Runner._embedder)
        with opened_tools(
            target,
            self.settings,
            store=self.store,
            embedder=Runner._embedder,
            progress=NoProgress(),
            choices=IngestChoices(),
        ) as tools:
            ingest([root], target, tools)

    def job(self, identifier: str) -> Job:
        job = self.jobs.get(identifier)
        assert job is not None
        return job

    def records(self) -> Sequence[DocumentRecord]:
        with closing(self.store.open("hr")) as reader:
            return reader.documents()

    def passages(self) -> list[Passage]:
        with closing(self.store.open("hr")) as reader:
            return sorted(reader.all_passages(), key=lambda p: (p.document_key, p.position))

    def verified(self) -> Verification:
        live = next(each for each in self.store.generations("hr") if each.live)
        with closing(self.store.open("hr")) as reader:
            return verify(reader, live, Originals(self.data / "originals" / "hr"))


class ParserHere:
    """Loads in this process; starting one for each job of each test would take seconds."""

    def __init__(self, *, options: LoadingOptions) -> None:
        del options

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def load(self, path: Path, digest: str) -> Loaded:
        """Return the file's content."""
        found = answer(path)
        if isinstance(found, Loaded):
            return found
        raise DocumentUnreadable(found)


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkerHarness:
    monkeypatch.setattr("ingest.pipeline.assembly.ParsingProcess", ParserHere)
    return WorkerHarness(tmp_path / "data")
