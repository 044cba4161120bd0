from __future__ import annotations

from io import StringIO

from rich.console import Console

from knowledge.common.progress import counted_progress


def test_a_log_gets_a_line_now_and_then_and_one_at_the_end() -> None:
    shown = StringIO()
    times = iter([0.0, 2.0, 20.0, 40.0])

    with counted_progress(Console(file=shown), "Asking", 200, clock=lambda: next(times)) as tell:
        for done in (10, 100, 200):
            tell(done)

    assert shown.getvalue().splitlines() == [
        "Asking: 100 of 200 after 0:00:20 (5.0/s), 0:00:20 left",
        "Asking: 200 of 200 after 0:00:40 (5.0/s), 0:00:00 left",
    ]


def test_a_terminal_shows_a_bar_with_the_rate() -> None:
    shown = StringIO()
    times = iter([0.0, 2.0])
    console = Console(file=shown, force_terminal=True, width=100)

    with counted_progress(console, "Asking", 20, clock=lambda: next(times)) as tell:
        tell(10)

    assert "10/20" in shown.getvalue()
    assert "5.0/s" in shown.getvalue()
