"""Rows of text drawn as columns, for a terminal or a pipe alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from knowledge.common.names import printable


def columns(rows: Sequence[Sequence[str]], *, indent: str = "") -> str:
    """Return the rows below each other, each column as wide as its widest cell.

    Titles, keys and names are others' words: what a terminal would obey is left out of them.
    """
    rows = [[printable(cell) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip_longest(*rows, fillvalue="")]
    lines = (
        indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
