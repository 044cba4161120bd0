"""The worker: every kind of job over a real store, and what a kill, a stop or a cancel leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

import pytest

import tests
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
from knowledge.domain.errors import DocumentUnreadable, KnowledgeBaseBusy
from knowledge.domain.passages import Passage
from knowledge.files.originals import Originals
from knowledge.files.uploads import Uploads, uploads_of
from knowledge.jobs.job import Job, JobKind, JobRequest, JobState
from knowledge.jobs.table import JobTable, open_jobs
from knowledge.opening.stores import open_store
from tests.citewell.schemas import faults
from tests.citewell.worker_process import STALE_SECONDS, Runner, settings_of

ROOT = Path(str(tests.__file__)).resolve().parents[1]
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


def test_an_upload_is_ingested_with_what_was_stated_of_it(harness: WorkerHarness) -> None:
    upload = harness.upload(
        "Leave.md", LEAVE, version="2026", effective_from="2026-01-01", groups=["hr", "staff"]
    )

    job = harness.done(JobKind.INGEST, uploads=[upload])

    (record,) = harness.records()
    assert job.state is JobState.DONE
    assert (record.metadata.key, record.metadata.version) == ("Leave.md", "2026")
    assert record.metadata.effective_from == date(2026, 1, 1)
    assert record.metadata.groups == ("hr", "staff")
    assert faults(job.progress, "job-progress") == []
    assert [file["state"] for file in job.progress["files"]] == ["added"]  # type: ignore[attr-defined]


def test_a_dry_run_says_what_would_be_added_and_writes_nothing(harness: WorkerHarness) -> None:
    upload = harness.upload("leave.md", LEAVE)

    job = harness.done(JobKind.DRY_RUN, uploads=[upload])

    assert job.state is JobState.DONE
    assert faults({**job.result, "totals": job.result["totals"]}, "ingest-plan") == []
    assert (job.result["passages"], job.result["to_embed"]) == (2, 2)
    assert harness.store.names() == []


def test_the_same_file_again_takes_the_place_of_the_one_before(harness: WorkerHarness) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])
    newer = harness.upload("leave.md", LEAVE.replace("25", "28"))
    planned = harness.done(JobKind.DRY_RUN, uploads=[newer])

    harness.done(JobKind.INGEST, uploads=[newer])

    assert planned.result["totals"]["changed"] == 1  # type: ignore[index]
    assert [record.root for record in harness.records()] == [str(harness.uploads.roots([newer])[0])]
    assert "28 days" in harness.passages()[0].text
    assert [each.name for each in (harness.data / "uploads" / "hr").iterdir()] == [newer]


def test_a_new_version_stands_beside_the_one_before(harness: WorkerHarness) -> None:
    old = harness.upload("leave.md", LEAVE, version="2026", effective_from="2026-01-01")
    new = harness.upload("leave.md", LEAVE, version="2027", effective_from="2027-01-01")

    harness.done(JobKind.INGEST, uploads=[old])
    harness.done(JobKind.INGEST, uploads=[new])

    assert [record.metadata.version for record in harness.records()] == ["2026", "2027"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_taken(
    harness: WorkerHarness,
) -> None:
    good, bad = harness.upload("leave.md", LEAVE), harness.upload("broken.pdf", "no pdf at all")

    job = harness.done(JobKind.INGEST, uploads=[good, bad])

    states = {each["path"]: each["state"] for each in job.result["files"]}  # type: ignore[attr-defined]
    assert job.state is JobState.DONE
    assert states == {"leave.md": "added", "broken.pdf": "failed"}


def test_a_job_of_which_no_file_can_be_read_has_failed_with_the_reasons(
    harness: WorkerHarness,
) -> None:
    job = harness.done(JobKind.INGEST, uploads=[harness.upload("broken.pdf", "no pdf at all")])

    assert job.state is JobState.FAILED
    assert "could be read" in job.error
    assert job.result["files"][0]["reason"]  # type: ignore[index]


def test_a_deleted_document_is_searched_in_vain_and_its_upload_is_gone(
    harness: WorkerHarness,
) -> None:
    harness.done(
        JobKind.INGEST,
        uploads=[harness.upload("leave.md", LEAVE), harness.upload("b.md", "# B\n\nB.")],
    )

    job = harness.done(JobKind.DELETE, document_key="leave.md")

    assert job.state is JobState.DONE
    assert job.result["searches"] == 2
    assert [record.metadata.key for record in harness.records()] == ["b.md"]
    assert not list((harness.data / "uploads").glob("*/*/leave.md"))


def test_a_purged_document_leaves_no_bytes_not_even_in_the_jobs(harness: WorkerHarness) -> None:
    harness.done(
        JobKind.INGEST,
        uploads=[harness.upload("leave.md", LEAVE), harness.upload("b.md", "# B\n\nB.")],
    )
    passage = harness.passages()[1]
    harness.done(
        JobKind.CURATE, passage_id=passage.id, text="Annual leave is thirty days for all of us."
    )

    job = harness.done(JobKind.DELETE, document_key="leave.md", purge=True)

    assert (job.error, job.result["still_found"]) == ("", [])
    assert job.result["purged"] is True


def test_a_retired_document_ends_on_its_day_also_after_its_file_changed(
    harness: WorkerHarness,
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])
    ids = [passage.id for passage in harness.passages()]

    job = harness.done(JobKind.RETIRE, document_key="leave.md", version="", last_day="2026-12-31")
    retired = harness.passages()
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE.replace("25", "28"))])

    assert job.state is JobState.DONE
    assert [passage.id for passage in retired] == ids
    assert {passage.effective_to for passage in retired} == {date(2026, 12, 31)}
    assert {passage.effective_to for passage in harness.passages()} == {date(2026, 12, 31)}


def test_a_last_day_before_the_first_one_is_refused(harness: WorkerHarness) -> None:
    harness.done(
        JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE, effective_from="2026-05-01")]
    )

    job = harness.done(JobKind.RETIRE, document_key="a.md", version="", last_day="2026-04-30")

    assert job.state is JobState.FAILED
    assert "in force from 2026-05-01" in job.error


def test_a_rollback_answers_from_the_generation_before(harness: WorkerHarness) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])
    harness.done(JobKind.INGEST, uploads=[harness.upload("b.md", "# B\n\nB.")])

    job = harness.done(JobKind.ROLLBACK, generation=1)

    assert job.result["generation"] == 1
    assert [record.metadata.key for record in harness.records()] == ["leave.md"]


def test_a_verification_finds_everything_in_place(harness: WorkerHarness) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])

    job = harness.done(JobKind.VERIFY)

    assert (job.result["passages"], job.result["faults"]) == (2, [])


def test_a_folder_that_no_document_came_from_is_not_read(harness: WorkerHarness) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("leave.md", LEAVE)])

    job = harness.done(JobKind.INGEST, roots=["/etc"])

    assert job.state is JobState.FAILED
    assert "citewell ingest FOLDER" in job.error


def test_a_cancelled_ingest_publishes_nothing(
    harness: WorkerHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDS_A_BATCH", "0.4")
    identifier = harness.ask(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    runner = Runner(harness.settings)

    def run(job: Job, progress: JobProgress) -> Mapping[str, object]:
        harness.jobs.cancel(job.id)
        return runner.run(job, progress)

    harness.work(run)

    assert harness.job(identifier).state is JobState.CANCELLED
    assert harness.store.names() == []


def test_a_knowledge_base_that_another_writes_to_is_waited_for(harness: WorkerHarness) -> None:
    identifier = harness.ask(JobKind.VERIFY)

    def busy(job: Job, progress: JobProgress) -> Mapping[str, object]:
        raise KnowledgeBaseBusy("Somebody writes.")

    harness.work(busy)

    assert (harness.job(identifier).state, harness.job(identifier).attempts) == (
        JobState.WAITING,
        0,
    )


def test_what_nobody_foresaw_fails_the_job_and_not_the_worker(harness: WorkerHarness) -> None:
    identifier = harness.ask(JobKind.VERIFY)

    def breaks(job: Job, progress: JobProgress) -> Mapping[str, object]:
        raise ZeroDivisionError

    worked = harness.work(breaks)

    assert worked
    assert "ZeroDivisionError" in harness.job(identifier).error


def test_a_stopped_worker_gives_its_job_back(harness: WorkerHarness) -> None:
    identifier = harness.ask(JobKind.VERIFY)

    def stops(job: Job, progress: JobProgress) -> Mapping[str, object]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        harness.work(stops)

    assert (harness.job(identifier).state, harness.job(identifier).attempts) == (
        JobState.WAITING,
        0,
    )


def start(harness: WorkerHarness, seconds_a_batch: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.citewell.worker_process", str(harness.data)]
    environment = {**os.environ, "SECONDS_A_BATCH": str(seconds_a_batch)}
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def wait_for(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_is_followed_by_one_that_ends_the_job(
    harness: WorkerHarness,
) -> None:
    texts = [f"# Rule {n}\n\n" + f"Rule {n} holds for everybody. " * 60 for n in range(40)]
    uploads = [harness.upload(f"{n}.md", text) for n, text in enumerate(texts)]
    identifier = harness.ask(JobKind.INGEST, uploads=uploads)
    killed = start(harness, 0.3)
    wait_for(lambda: bool(harness.job(identifier).progress.get("passages_embedded")))
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    left_running = harness.job(identifier).state
    time.sleep(STALE_SECONDS + 0.1)

    start(harness, 0).wait(60)

    places = [(p.document_key, p.position) for p in harness.passages()]
    assert left_running is JobState.RUNNING
    assert (harness.job(identifier).state, harness.job(identifier).attempts) == (JobState.DONE, 2)
    assert harness.verified().faults == ()
    assert len({record.metadata.key for record in harness.records()}) == 40
    assert len(set(places)) == len(places)
