"""How far a job is, as the page is told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from citewell.worker.progress import JobProgress
from knowledge.jobs.job import Job, JobKind, JobState
from tests.citewell.worker.conftest import LEAVE, WorkerHarness
from tests.citewell.worker_process import Runner


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
