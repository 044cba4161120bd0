"""A report as a table in the terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from ingest.report.table import show
from tests.ingest.conftest import IngestHarness


def test_the_table_counts_and_gives_each_reason_in_one_line(harness: IngestHarness) -> None:
    harness.write("a.md", "Text.")
    harness.write("[red]c.zip", "x")
    console = Console(file=StringIO(), width=60)

    show(harness.ingest(), console)

    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert [line.split() for line in lines[:2]] == [["1", "added"], ["1", "skipped"]]
    assert lines[2] == (
        "skipped [red]c.zip: archives (.zip) are opened only on request: set CITEWELL_ARCHIVES=on, "
        "or unpack it and ingest the folder"
    )
    assert lines[3].startswith("'kb' is now generation 1: 1 passages from these files, 1 embedded")
