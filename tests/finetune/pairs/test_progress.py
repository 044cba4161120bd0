"""How many of how many are done, told where nobody looks."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from finetune.pairs.progress import CountingBar


def test_a_log_hears_of_every_tenth_and_an_earlier_runs_work_counts_for_no_pace() -> None:
    out = StringIO()
    with CountingBar("Passages", Console(file=out, width=80)) as bar:
        for done in (500, 510, 600, 1_000):
            bar.count(done, 1_000)

    lines = out.getvalue().splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "Passages: 500/1",
        "Passages: 600/1",
        "Passages: 1",
    ]
    assert "/s" not in lines[0]
    assert "/s" in lines[1]
