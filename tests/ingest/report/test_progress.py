"""How far an ingest is, said where no bar can be drawn."""

from __future__ import annotations

import io

from rich.console import Console

from ingest.report.progress import (
    SECONDS_BETWEEN_LINES,
    ProgressBars,
    ProgressLines,
    shown_progress,
)


class Clock:
    """A clock that stands where it is set."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_log_hears_how_far_it_is_now_and_then() -> None:
    clock, said = Clock(), list[str]()
    progress = ProgressLines(said.append, clock=clock)

    progress.reading(1, 1_000, "a.md")
    clock.seconds = SECONDS_BETWEEN_LINES
    progress.reading(200, 1_000, "b.md")
    progress.embedding(1_500, 3_000)
    clock.seconds = 2 * SECONDS_BETWEEN_LINES
    progress.embedding(3_000, 3_000)

    assert said == [
        "200 of 1,000 files read, 0 of 0 passages so far embedded (0/s) after 0:00:30, "
        "about 0:02:00 left.",
        "200 of 1,000 files read, 3,000 of 3,000 passages so far embedded (50/s) after 0:01:00, "
        "about 0:04:00 left.",
    ]


def test_what_waits_to_be_embedded_counts_as_work_to_do() -> None:
    clock, said = Clock(), list[str]()
    progress = ProgressLines(said.append, clock=clock)

    progress.reading(1_000, 1_000, "")
    clock.seconds = SECONDS_BETWEEN_LINES
    progress.embedding(250, 1_000)

    assert said == [
        "1,000 of 1,000 files read, 250 of 1,000 passages so far embedded (8/s) after 0:00:30, "
        "about 0:01:30 left."
    ]


def test_bars_are_drawn_for_people_only() -> None:
    terminal, log = (Console(file=io.StringIO(), force_terminal=each) for each in (True, False))

    assert isinstance(shown_progress(terminal), ProgressBars)
    assert isinstance(shown_progress(log), ProgressLines)
