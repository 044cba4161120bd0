"""Shows how far an ingest is, with rate and time left; silent where nobody looks."""

from __future__ import annotations

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
            disable=not console.is_terminal,
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
