"""`citewell worker`, and what doctor says of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.doctor.checks import Check, State
from citewell.doctor.database import check_worker
from citewell.worker.command import app
from knowledge.domain.access import EVERYTHING
from knowledge.jobs.job import JobKind, JobRequest, JobState
from knowledge.jobs.table import JobTable, open_jobs
from knowledge.settings.settings import Settings

VERIFY = JobRequest(JobKind.VERIFY, "nowhere", access=EVERYTHING)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    return Settings(_env_file=None)


@pytest.fixture
def jobs(settings: Settings) -> Iterator[JobTable]:
    table = open_jobs(settings)
    yield table
    table.close()


def test_once_does_what_waits_and_ends(jobs: JobTable) -> None:
    identifier = jobs.add(VERIFY)

    ended = CliRunner().invoke(app, ["--once"])

    job = jobs.get(identifier)
    assert ended.exit_code == 0
    assert job is not None
    assert job.state is JobState.FAILED
    assert "nowhere" in job.error
    assert jobs.workers() == []


def test_a_check_fails_where_no_worker_lives_here(jobs: JobTable) -> None:
    jobs.tell_alive("one", "another-host, process 1")

    checked = CliRunner().invoke(app, ["--check"])

    assert checked.exit_code == 1


def test_a_desk_at_rest_needs_no_worker(settings: Settings) -> None:
    assert check_worker(settings) == [Check("worker", State.OK, "none is alive, no job waits")]


def test_work_that_waits_for_no_worker_is_a_warning(settings: Settings, jobs: JobTable) -> None:
    jobs.add(VERIFY)

    (check,) = check_worker(settings)

    assert (check.state, check.found) == (State.WARNING, "none is alive, 1 jobs wait")
    assert "citewell worker" in check.advice


def test_a_worker_that_lives_is_named(settings: Settings, jobs: JobTable) -> None:
    jobs.tell_alive("one", "desk, process 7")

    (check,) = check_worker(settings)

    assert check.found == "1 alive (desk, process 7), 0 jobs wait"
