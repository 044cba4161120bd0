"""Tells rows that name a group ("INPATIENT", over all columns) in each row that stands below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.loaders.table_rows import GridRow

_LONGEST_NAME = 80
_NO_GROUP = (".", ";", ",")
_LEAST_CAPITALS = 8
"""Letters; an abbreviation ("MRI") may be a row whose values are missing."""
_DEEPEST = 4
_MOST_AT_ONCE = 2
"""Names right below each other; more are the labels of a form that nobody filled in."""
_LEAST_CELLS = 2
"""Of a row that stands in a group; a form's labels are none of data."""
_OF_ALL = re.compile(r"(?:grand|overall|gesamt|total general)", re.I)
"""How a row begins that sums up what stands in all groups."""


def with_groups(
    rows: Sequence[GridRow], width: int, above: Sequence[str] = ()
) -> tuple[list[GridRow], tuple[str, ...]]:
    """Return the rows, "INPATIENT: Surgery" for "Surgery" below "INPATIENT", and the last groups.

    A row that names a group is told with the rows below it; one with none below stays by itself.
    `width` is how many columns the table has, `above` are the groups of rows before these.
    """
    loose = bool(rows) and _may_name(rows[0]) and width > 2  # noqa: PLR2004 - of two, one is missing
    groups, waiting = tuple(above), list[GridRow]()
    told: list[GridRow] = []
    for row in rows:
        if _names_group(row, width, loose=loose):
            waiting.append(row)
            continue
        if len(waiting) > _MOST_AT_ONCE or (waiting and row.filled < _LEAST_CELLS):
            told, groups = [*told, *waiting], ()
        elif waiting:
            groups = _below(groups, [_name(each) for each in waiting])
        waiting = []
        groups = () if _OF_ALL.match(row.cells[0]) else groups
        told.append(_under(groups, row))
    return [*told, *waiting], groups


def group_above(rows: Sequence[GridRow], first: int, end: int) -> tuple[str, ...]:
    """Return the group that a row above the names opens, where others follow below them."""
    if not first or not _may_name(rows[first - 1]) or end >= len(rows) or _may_name(rows[end]):
        return ()
    width = len(rows[first].cells)
    others = any(_names_group(row, width, loose=False) for row in rows[end:])
    return (_name(rows[first - 1]),) if others else ()


def title_rows(rows: Sequence[GridRow]) -> int:
    """Return how many rows at the head are a title: of one cell, with none like them below."""
    count = 0
    while count < len(rows) and rows[count].filled == 1:
        count += 1
    width = max((len(row.cells) for row in rows), default=0)
    others = any(_names_group(row, width, loose=False) for row in rows[count:])
    return 0 if others or count > _MOST_AT_ONCE else count


def _may_name(row: GridRow) -> bool:
    text = next(iter(row.cells), "")
    return (
        row.filled == 1
        and any(map(str.isalpha, text))
        and len(text) <= _LONGEST_NAME
        and not text.endswith(_NO_GROUP)
    )


def _names_group(row: GridRow, width: int, *, loose: bool) -> bool:
    """Tell a group's name from a row whose values are missing; `loose` where a table has groups."""
    if not _may_name(row):
        return False
    text = row.cells[0]
    over_all = width > 1 and any(first == 0 and last >= width - 1 for first, last in row.merged)
    capitals = text.isupper() and sum(map(str.isalpha, text)) >= _LEAST_CAPITALS
    return over_all or loose or capitals


def _below(groups: tuple[str, ...], names: Sequence[str]) -> tuple[str, ...]:
    """Return the groups from outermost to innermost once new names have come.

    As many levels go as names come, or those from the first that is written like the new name on.
    """
    levels = [group.isupper() for group in groups]
    kept = max(0, len(groups) - len(names))
    if len(set(levels)) > 1 and names[0].isupper() in levels:
        kept = levels.index(names[0].isupper())
    return (*groups[:kept], *names)[-_DEEPEST:]


def _name(row: GridRow) -> str:
    return row.cells[0].rstrip(": ")


def _under(groups: Iterable[str], row: GridRow) -> GridRow:
    path = ": ".join(groups)
    if not path:
        return row
    first = f"{path}: {row.cells[0]}" if row.cells[0] else path
    return replace(row, cells=(first, *row.cells[1:]))
