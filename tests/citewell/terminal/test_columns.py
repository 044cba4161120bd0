"""Rows of text drawn as columns."""

from __future__ import annotations

from citewell.terminal.columns import columns


def test_each_column_is_as_wide_as_its_widest_cell() -> None:
    drawn = columns([("KEY", "TITLE"), ("leave", "Annual leave")], indent="  ")

    assert drawn == "  KEY    TITLE\n  leave  Annual leave"


def test_what_a_terminal_would_obey_is_left_out() -> None:
    drawn = columns([("a\x1b[31m", "b\nc")])

    assert "\x1b" not in drawn
    assert drawn.count("\n") == 0
