"""Shows how far an ingest is, with rate and time left: bars on a terminal, lines in a log."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from ingest.report.report import FileOutcome, FileState, Report, write_json


class IngestProgress(Protocol):
    """Hears how an ingest gets on. May raise to stop it; nothing is published then."""

    def reading(self, done: int, total: int, name: str) -> None:
        """So many of the files to read are read; `name` is the next one, empty at the end."""
        ...

    def embedding(self, done: int, total: int) -> None:
        """So many of the passages met so far have their vectors; `total` grows while reading."""
        ...

    def taken(self, file: FileOutcome) -> None:
        """This became of a file; what is written shows only when the run ends well."""
        ...


class NoProgress:
    """Says nothing."""

    def reading(self, done: int, total: int, name: str) -> None:
        """Say nothing."""

    def embedding(self, done: int, total: int) -> None:
        """Say nothing."""

    def taken(self, file: FileOutcome) -> None:
        """Say nothing."""


SECONDS_BETWEEN_LINES = 30.0
"""Often enough to see that it lives; a night's work stays readable."""


class ProgressLines:
    """Says now and then how far the work is: for a file, a pipe, a container's log."""

    def __init__(
        self, tell: Callable[[str], None], *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._begun = self._told = clock()
        self._files = (0, 0)
        self._passages = (0, 0)
        # Files are read in one thread, embedding is told from another.
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Say nothing more: the table that follows does."""

    def reading(self, done: int, total: int, name: str) -> None:
        """Note how many files are read."""
        del name
        with self._lock:
            self._files = (done, total)
            self._tell_now_and_then()

    def embedding(self, done: int, total: int) -> None:
        """Note how many passages have their vectors."""
        with self._lock:
            self._passages = (done, total)
            self._tell_now_and_then()

    def taken(self, file: FileOutcome) -> None:
        """Say nothing: the table at the end names the files."""

    def _tell_now_and_then(self) -> None:
        now = self._clock()
        if now - self._told < SECONDS_BETWEEN_LINES:
            return
        self._told = now
        (files, all_files), (embedded, met) = self._files, self._passages
        seconds = now - self._begun
        # The share of the work that is done: of the files, as far as their passages are embedded.
        share = files / all_files * (embedded / met if met else 1.0) if all_files else 0.0
        left = f", about {_told_time(seconds / share - seconds)} left" if share else ""
        self._tell(
            f"{files:,} of {all_files:,} files read, {embedded:,} of {met:,} passages so far "
            f"embedded ({embedded / seconds:,.0f}/s) after {_told_time(seconds)}{left}."
        )


def _told_time(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


def shown_progress(console: Console) -> AbstractContextManager[IngestProgress]:
    """Return bars where a person looks on, else lines."""
    if console.is_terminal:
        return ProgressBars(console)
    return ProgressLines(lambda line: console.print(line, soft_wrap=True, highlight=False))


class Rate(ProgressColumn):
    """Shows items a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, or nothing while it is unknown."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")


class ProgressBars:
    """Draws two bars on a terminal: files read, passages embedded. Use as a context."""

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeRemainingColumn(),
            TextColumn("[dim]{task.fields[name]}"),
            console=console,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def reading(self, done: int, total: int, name: str) -> None:
        """Move the bar of the files."""
        self._move("Reading", done, total, name[-40:])

    def embedding(self, done: int, total: int) -> None:
        """Move the bar of the passages."""
        self._move("Embedding", done, total, "")

    def taken(self, file: FileOutcome) -> None:
        """Draw nothing: the table at the end names the files."""

    def _move(self, what: str, done: int, total: int, name: str) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, name="")
        # File names may hold square brackets, which rich would read as colours.
        shown = name.replace("[", "\\[")
        self._bars.update(self._tasks[what], completed=done, total=total, name=shown)


# Writes an ingest's progress into a JSON file, for a page or a scheduler to look at.


SCHEMA_VERSION = 1
_SECONDS_BETWEEN = 0.5


class RunState(StrEnum):
    """How far a run got. A file that says RUNNING and is not updated was left by a dead one."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class ProgressFile:
    """Keeps docs/schemas/ingest-progress.schema.json up to date, and passes on what it hears."""

    def __init__(
        self,
        path: Path,
        knowledge_base: str,
        beside: IngestProgress,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._path = path
        self._knowledge_base = knowledge_base
        self._beside = beside
        self._clock = clock
        self._started_at = datetime.now(UTC)
        self._begun = clock()
        self._written = float("-inf")
        self._files = (0, 0, "")
        self._passages = (0, 0)
        self._state = RunState.RUNNING
        self._error = ""
        self._report: Report | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._write()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._state = RunState.FINISHED if error is None else RunState.FAILED
        self._error = "" if error is None else str(error) or type(error).__name__
        self._write()

    def reading(self, done: int, total: int, name: str) -> None:
        """Note how many files are read."""
        self._beside.reading(done, total, name)
        self._files = (done, total, name)
        self._write_now_and_then()

    def embedding(self, done: int, total: int) -> None:
        """Note how many passages have their vectors."""
        self._beside.embedding(done, total)
        self._passages = (done, total)
        self._write_now_and_then()

    def taken(self, file: FileOutcome) -> None:
        """Note nothing: the file names what became of each when the run is over."""
        self._beside.taken(file)

    def tell(self, report: Report) -> None:
        """Take in what became of each file."""
        self._report = report

    def to_json(self) -> dict[str, object]:
        """Return the state as its schema describes it."""
        files, total, current = self._files
        passages, met = self._passages
        seconds = self._clock() - self._begun
        outcomes = self._report.files if self._report else ()
        return {
            "schema_version": SCHEMA_VERSION,
            "knowledge_base": self._knowledge_base,
            "state": self._state.value,
            "error": self._error,
            "started_at": self._started_at.isoformat(),
            "updated_at": datetime.now(UTC).isoformat(),
            "files_read": files,
            "files_to_read": total,
            "current_file": current,
            "passages_embedded": passages,
            "passages_met": met,
            "passages_per_second": round(passages / seconds, 3) if seconds > 0 else 0.0,
            "seconds_left": _seconds_left(files, total, seconds),
            "failures": [
                {"path": each.path, "root": each.root, "reason": each.reason}
                for each in outcomes
                if each.state is FileState.FAILED
            ],
            "files": [
                {"path": each.path, "root": each.root, "state": each.state.value}
                for each in outcomes
            ],
        }

    def _write_now_and_then(self) -> None:
        if self._clock() - self._written >= _SECONDS_BETWEEN:
            self._write()

    def _write(self) -> None:
        # Files are read in one thread, embedding is told from another.
        with self._lock:
            self._written = self._clock()
            write_json(self.to_json(), self._path)


def _seconds_left(done: int, total: int, seconds: float) -> float | None:
    return round(seconds / done * (total - done), 1) if done else None
