"""`citewell worker`: does what the Knowledge page puts into the jobs table."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Mapping
from importlib import import_module
from socket import gethostname
from typing import Annotated, Protocol

import typer

from citewell.worker.loop import Worker
from citewell.worker.progress import JobProgress
from knowledge.domain.errors import StoreUnavailable
from knowledge.jobs.job import Job
from knowledge.jobs.table import open_jobs
from knowledge.settings.settings import Settings

_LOG = logging.getLogger(__name__)
_LOOK_EVERY_SECONDS = 1.0
_BEATS = 6
"""Heartbeats in the time after which a silent worker counts as dead."""

app = typer.Typer(add_completion=False)


class _Runs(Protocol):
    def run(self, job: Job, progress: JobProgress) -> Mapping[str, object]: ...


class _RunsLater:
    """Imports what runs jobs (models, parsers) when the first one comes: a second, 300 MB."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._runner: _Runs | None = None

    def run(self, job: Job, progress: JobProgress) -> Mapping[str, object]:
        if self._runner is None:
            made: _Runs = import_module("citewell.worker.job_runner").JobRunner(self._settings)
            self._runner = made
        return self._runner.run(job, progress)


@app.command()
def worker(
    *,
    once: Annotated[bool, typer.Option("--once", help="Do the waiting jobs, then exit.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether a worker is running on this machine.")
    ] = False,
    beside: Annotated[
        bool,
        typer.Option("--beside", hidden=True, help="Exit when the chat that started it exits."),
    ] = False,
) -> None:
    """Run the jobs of the Knowledge page: ingest, delete, retire, roll back, verify.

    Several may run, on one machine or many: each job is done by one of them, and one knowledge base
    has one job at a time. Whatever a killed worker was at is taken up by the next.
    """
    settings = Settings()
    table = open_jobs(settings)
    if check:
        here = [place for place in table.workers() if place.startswith(f"{gethostname()},")]
        typer.echo("\n".join(here) or "No worker is running on this machine.")
        raise typer.Exit(0 if here else 1)
    beat_seconds = settings.worker.stale_seconds / _BEATS
    own = Worker(table, _RunsLater(settings).run, beat_seconds=min(beat_seconds, 1.0))
    # `docker stop` and systemd say TERM: the job goes back and the next worker does it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parent = os.getppid()
    try:
        _work(own, once=once, parent=parent if beside else 0, beat_seconds=beat_seconds)
    except KeyboardInterrupt:
        typer.echo("The worker ends.", err=True)
    finally:
        own.leave()


def _work(own: Worker, *, once: bool, parent: int, beat_seconds: float) -> None:
    told = float("-inf")
    while not parent or os.getppid() == parent:
        try:
            if time.monotonic() - told >= beat_seconds:
                own.tell_alive()
                told = time.monotonic()
            worked = own.work_once()
        except StoreUnavailable as error:
            if once:
                raise
            # A database that restarts is back in a moment; a worker that ends is not.
            _LOG.warning("%s", error)
            worked = False
        if not worked:
            if once:
                return
            time.sleep(_LOOK_EVERY_SECONDS)
