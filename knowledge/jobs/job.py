"""A job: what was asked for, by whom, and how far a worker got with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from knowledge.domain.access import NOBODY, Access

MOST_ATTEMPTS = 3
"""A job during which so many workers died is given up: it would take the next one along, too."""

GIVEN_UP = (
    f"{MOST_ATTEMPTS} workers ended without a word while they ran this job, most likely for want "
    "of memory. Look at their logs, take out the file that they read last, and ask again."
)


class JobKind(StrEnum):
    """What a worker can be asked to do."""

    INGEST = "ingest"
    DRY_RUN = "dry-run"
    DELETE = "delete"
    RETIRE = "retire"
    CURATE = "curate"
    ROLLBACK = "rollback"
    VERIFY = "verify"


class JobState(StrEnum):
    """How far a job got."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What is asked for, by whom; `wanted` is what the kind of job needs, as JSON takes it.

    `access` is what the asker may read and change: the worker holds the job to it.
    """

    kind: JobKind
    knowledge_base: str
    owner: str = ""
    wanted: Mapping[str, object] = field(default_factory=dict)
    access: Access = NOBODY


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. Times are UTC, None where it did not get that far.

    `progress` is docs/schemas/job-progress.schema.json, `result` what its kind gives.
    """

    id: str
    number: int
    request: JobRequest
    state: JobState
    attempts: int
    worker: str
    cancel: bool
    asked_at: datetime
    started_at: datetime | None
    heartbeat_at: datetime | None
    finished_at: datetime | None
    progress: Mapping[str, object]
    result: Mapping[str, object]
    error: str

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in OVER
