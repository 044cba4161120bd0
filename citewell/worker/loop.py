"""The worker's loop: claims a job, runs it with a heartbeat beside it, writes down what came."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from uuid import uuid4

from citewell.worker.progress import JobProgress, Stopped
from knowledge.domain.errors import AssistantError, KnowledgeBaseBusy, StoreUnavailable
from knowledge.jobs.job import Job
from knowledge.jobs.table import JobTable

_LOG = logging.getLogger(__name__)
_BUSY_SECONDS = 5.0
_UNEXPECTED = (
    "Something went wrong that nobody foresaw ({kind}). The worker's log says more; nothing was "
    "published by this job."
)

Run = Callable[[Job, JobProgress], Mapping[str, object]]


class JobFailed(AssistantError):
    """A job did all it could and is no success; `result` tells what it found."""

    def __init__(self, message: str, result: Mapping[str, object]) -> None:
        super().__init__(message)
        self.result = result


class Worker:
    """Does one job after the other. `beat_seconds` is how often it says that it lives."""

    def __init__(self, table: JobTable, run: Run, *, beat_seconds: float) -> None:
        self._table = table
        self._run = run
        self._beat_seconds = beat_seconds
        self.id = uuid4().hex
        self._place = f"{socket.gethostname()}, process {os.getpid()}"

    def tell_alive(self) -> None:
        """Say that this worker is there, also while it has nothing to do."""
        self._table.tell_alive(self.id, self._place)

    def leave(self) -> None:
        """Say that this worker has ended."""
        self._table.leave(self.id)

    def work_once(self) -> bool:
        """Do the next job; False: there is none."""
        job = self._table.claim(self.id)
        if job is None:
            return False
        progress = JobProgress()
        try:
            with self._beating(job, progress):
                result = self._run(job, progress)
            self._table.finish(job, result)
        except Stopped:
            self._table.cancelled(job)
        except KnowledgeBaseBusy:
            # Somebody's own `citewell ingest`: it ends, and then it is this job's turn.
            self._table.give_back(job, wait_seconds=_BUSY_SECONDS)
        except JobFailed as error:
            self._table.fail(job, str(error), error.result)
        except AssistantError as error:
            self._table.fail(job, str(error))
        except Exception as error:  # noqa: BLE001 - one job must not end the worker
            _LOG.exception("Job %s (%s) failed", job.id, job.request.kind.value)
            self._table.fail(job, _UNEXPECTED.format(kind=type(error).__name__))
        except BaseException:
            # A stop of this worker, not of the job: the next worker does it.
            self._table.give_back(job)
            raise
        return True

    @contextmanager
    def _beating(self, job: Job, progress: JobProgress) -> Iterator[None]:
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(self._beat_seconds):
                try:
                    self.tell_alive()
                    if not self._table.beat(job, progress.to_json()):
                        progress.stop()
                except StoreUnavailable as error:
                    # A database that is away for a moment is no reason to stop the work.
                    _LOG.warning("%s", error)

        thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self._last_beat(job, progress)

    def _last_beat(self, job: Job, progress: JobProgress) -> None:
        try:
            self._table.beat(job, progress.to_json())
        except StoreUnavailable as error:
            _LOG.warning("%s", error)
