"""The worker: every kind of job over a real store, and what a kill, a stop or a cancel leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import tests
from citewell.worker.progress import JobProgress
from knowledge.domain.errors import KnowledgeBaseBusy
from knowledge.jobs.job import Job, JobKind, JobState
from tests.citewell.worker.conftest import WorkerHarness
from tests.citewell.worker_process import STALE_SECONDS

ROOT = Path(str(tests.__file__)).resolve().parents[1]


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
