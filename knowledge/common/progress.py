"""How far a counted work is, with rate and time left: a bar on a terminal, lines in a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 15.0


@contextmanager
def counted_progress(
    console: Console, what: str, total: int, *, clock: Callable[[], float] = monotonic
) -> Iterator[Callable[[int], None]]:
    """Yield what is told how many are done; where nobody looks on, a line is printed at times."""
    if not console.is_terminal:
        yield _lines(console, what, total, clock)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), console=console
    ) as bar:
        task = bar.add_task(what, total=total, rate="")
        begun = clock()
        yield lambda done: bar.update(task, completed=done, rate=_rate(done, clock() - begun))


def _lines(
    console: Console, what: str, total: int, clock: Callable[[], float]
) -> Callable[[int], None]:
    begun = told = clock()

    def tell(done: int) -> None:
        nonlocal told
        now = clock()
        if done < total and now - told < SECONDS_BETWEEN_LINES:
            return
        told = now
        seconds = now - begun
        left = _time(seconds / done * (total - done)) if done else "unknown"
        console.print(
            f"{what}: {done:,} of {total:,} after {_time(seconds)} ({_rate(done, seconds)}), "
            f"{left} left",
            soft_wrap=True,
            highlight=False,
        )

    return tell


def _rate(done: int, seconds: float) -> str:
    return f"{done / seconds:.1f}/s" if seconds > 0 else ""


def _time(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
