"""A job: when nothing more will happen to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge.jobs.job import Job, JobKind, JobRequest, JobState

JOB = Job(
    id="1",
    number=1,
    request=JobRequest(JobKind.VERIFY, "hr"),
    state=JobState.WAITING,
    attempts=0,
    worker="",
    cancel=False,
    asked_at=datetime(2026, 5, 1, tzinfo=UTC),
    started_at=None,
    heartbeat_at=None,
    finished_at=None,
    progress={},
    result={},
    error="",
)


@pytest.mark.parametrize("state", JobState)
def test_only_what_waits_or_runs_is_not_over(state: JobState) -> None:
    over = replace(JOB, state=state).over

    assert over is (state not in (JobState.WAITING, JobState.RUNNING))
