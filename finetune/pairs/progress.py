"""Shows how many of how many are done, the pace and what is left; lines where nobody looks."""

from __future__ import annotations

from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from ingest.report.progress import Rate

_LINES = 10


class CountingBar:
    """A bar on a terminal, a line every tenth of the way in a log. Use as a context."""

    def __init__(self, what: str, console: Console) -> None:
        self._what, self._console = what, console
        self._bars = Bars(
            TextColumn(what),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bars.add_task(what, total=None)
        self._begun, self._begun_at, self._told = perf_counter(), -1, 0

    def __enter__(self) -> CountingBar:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def count(self, done: int, total: int) -> None:
        """Move the bar, or write a line."""
        if self._begun_at < 0:
            # What an earlier run did must not count for the pace of this one.
            self._begun, self._begun_at = perf_counter(), done
        self._bars.update(self._task, completed=done, total=total)
        tenth = done * _LINES // max(1, total)
        if not self._console.is_terminal and tenth > self._told:
            self._told = tenth
            pace = (done - self._begun_at) / max(1e-9, perf_counter() - self._begun)
            # All from a cache or an earlier run: no pace to tell.
            told = f", {pace:,.1f}/s, {(total - done) / pace:,.0f} s left" if pace else ""
            self._console.print(f"{self._what}: {done:,}/{total:,}{told}")
