"""Shows how far an ingest is, with rate and time left: bars on a terminal, lines in a log."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
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

from ingest.report import FileOutcome


class Progress(Protocol):
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


def shown_progress(console: Console) -> AbstractContextManager[Progress]:
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
