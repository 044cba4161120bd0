"""Makes blocks of a table's rows: with the names of their columns, their groups and their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.loaders.content.outline import Outline, one_line, table_text, without_empty_columns
from ingest.loaders.tables.header import (
    HEADER_FILL,
    LEAST_CELLS,
    column_names,
    header_rows,
    is_number,
    renames,
)
from ingest.loaders.tables.rows import GridRow, without_empty
from knowledge.domain.documents import CELL_SEPARATOR, BlockKind

_GROUP_CHARS = 700
"""About what a passage of the bundled model holds, so that a passage's rows can be named."""
_WIDE_ROW_CHARS = 400
"""Above this a row fills a passage; as a table its cells would lose their column names."""
_LARGEST_HEADER = 90
"""Word pieces, as guessed; longer names would leave a passage no room for rows."""
_CHARS_A_WORD_PIECE = 4
_LEAST_TOLD = 3
"""Columns; a document's table of two is mostly terms and what is said of them, without names."""
_LOOKED_AT = 20
_LONGEST_KEY = 60
_LONGEST_CORNER = 100
_MOST_KEYS = 3


@dataclass(slots=True)
class _Named:
    """What stands over the rows to come: the names of the columns, and the groups."""

    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def width(self, rows: Sequence[GridRow]) -> int:
        """Return how many columns the table has."""
        return len(self.names) or max((len(row.cells) for row in rows), default=0)

    def told(self, rows: Sequence[GridRow]) -> list[GridRow]:
        """Return the rows with their groups told in them."""
        told, self.groups = with_groups(rows, self.width(rows), self.groups)
        return told


def add_rows(outline: Outline, rows: Iterable[GridRow], *, where: str = "") -> None:
    """Add a sheet's rows; `where` ("sheet Rates") stands before the row numbers of each place."""
    prefix = f"{where}, " if where else ""
    over = _Named()
    for run in _runs(rows):
        found = header_rows(run)
        if found is not None and _goes_on(run, over.names) and not renames(run, *found):
            found = None
        if found is None and not _goes_on(run, over.names):
            over = _Named()
            found = (title_rows(run),) * 2
        if found is not None:
            for row in run[: found[0]]:
                text = CELL_SEPARATOR.join(filter(None, row.cells))
                outline.block(text, place=f"{prefix}row {row.number}")
            over = _named(run, *found)
            run = _without_header(run, *found)  # noqa: PLW2901 - the rest of it
            if not run and over.names:
                outline.block(table_text([list(over.names)]), place=prefix.rstrip(", "))
        _add_groups(outline, over.told(run), over.names, prefix)


def _named(rows: Sequence[GridRow], first: int, end: int) -> _Named:
    """Return the names that rows of names give; a title stands in the corner where none does."""
    names = column_names(rows[first:end])
    title = rows[first - 1].cells[0] if first else ""
    if names and not names[0] and len(title) <= _LONGEST_CORNER:
        names = (title, *names[1:])
    return _Named(names, group_above(rows, first, end))


def add_table(outline: Outline, rows: Iterable[GridRow], *, page: int | None = None) -> None:
    """Add a document's table as one block, or as a block a row where rows or names are wide.

    Where no row holds names, the first one stays first: it is told again where the table is cut.
    """
    kept = without_empty(list(rows))
    found = header_rows(kept)
    if found is None:
        _add_without_names(outline, kept, page)
        return
    for row in kept[: found[0]]:
        outline.block(CELL_SEPARATOR.join(filter(None, row.cells)), page=page)
    over = _named(kept, *found)
    told = over.told(_without_header(kept, *found))
    if len(over.names) >= _LEAST_TOLD and _is_wide(over.names, told):
        for row in told:
            outline.block(_record(over.names, row), BlockKind.RECORD, page=page)
        return
    text = table_text([list(over.names), *(list(row.cells) for row in told)])
    outline.block(text, BlockKind.TABLE, page=page)


def _add_without_names(outline: Outline, rows: list[GridRow], page: int | None) -> None:
    over = _Named(groups=group_above(rows, 1, 1))
    kind = BlockKind.TABLE
    if over.groups:
        rows, kind = rows[1:], BlockKind.LIST
    told = [*over.told(rows[:1]), *over.told(rows[1:])]
    outline.block(table_text([list(row.cells) for row in told]), kind, page=page)


def _runs(rows: Iterable[GridRow]) -> Iterator[list[GridRow]]:
    """Yield the rows between empty ones, all of a run as wide as its widest."""
    run: list[GridRow] = []
    for row in rows:
        if row.filled:
            run.append(row)
        elif run:
            yield _as_wide(run)
            run = []
    if run:
        yield _as_wide(run)


def _as_wide(run: list[GridRow]) -> list[GridRow]:
    width = max(len(row.cells) for row in run)
    return [
        row
        if len(row.cells) == width
        else replace(row, cells=(*row.cells, *[""] * (width - len(row.cells))))
        for row in run
    ]


def _goes_on(run: list[GridRow], names: tuple[str, ...]) -> bool:
    """Tell whether rows after a gap still stand under the names above it."""
    named = {column for column, name in enumerate(names) if name}
    used = {column for row in run[:_LOOKED_AT] for column, cell in enumerate(row.cells) if cell}
    return len(named) >= LEAST_CELLS and used <= named and len(used) >= HEADER_FILL * len(named)


def _without_header(rows: list[GridRow], first: int, end: int) -> list[GridRow]:
    """Return the rows below the header, without the places where an export says it again."""
    said = {row.cells for row in rows[first:end]}
    return [row for row in rows[end:] if row.cells not in said]


def _is_wide(names: tuple[str, ...], rows: Sequence[GridRow]) -> bool:
    if not any(names) or not rows:
        return False
    header = sum(2 + len(name) // _CHARS_A_WORD_PIECE for name in names if name)
    average = sum(len(CELL_SEPARATOR.join(row.cells)) for row in rows) / len(rows)
    return average > _WIDE_ROW_CHARS or header > _LARGEST_HEADER


def _add_groups(outline: Outline, rows: list[GridRow], names: tuple[str, ...], prefix: str) -> None:
    if _is_wide(names, rows):
        for row in rows:
            place = f"{prefix}row {row.number}"
            outline.block(_record(names, row), BlockKind.RECORD, place=place)
        return
    for group in _groups(rows):
        cells = [list(row.cells) for row in group]
        table = without_empty_columns([list(names), *cells] if names else cells)
        is_table = len(table) > 1 and len(table[0]) > 1
        # Of rows without names none is told again where they are cut.
        kind = BlockKind.TABLE if names else BlockKind.LIST
        outline.block(
            table_text(table),
            kind if is_table else BlockKind.PARAGRAPH,
            place=f"{prefix}{_span(group)}",
        )


def _record(names: tuple[str, ...], row: GridRow) -> str:
    """Return a row a line a cell, each with its column's name; the first line says what it is.

    A row of figures may be cut in several passages, so all that names it stands in the first line.
    """
    cells = [(column, cell) for column, cell in enumerate(row.cells) if cell]
    told = [_told(names, column, cell) for column, cell in cells]
    figures = sum(1 for _, cell in cells if is_number(cell))
    if figures * 2 < len(cells):
        return "\n".join(told)
    keys = 0
    while keys < _MOST_KEYS and keys < len(cells) and _is_key(cells[keys][1]):
        keys += 1
    items = [f"- {line}" for line in told[keys:]]
    return "\n".join([f"{'; '.join(told[:keys])}:", *items] if keys else items)


def _is_key(cell: str) -> bool:
    return len(cell) <= _LONGEST_KEY and not is_number(cell)


def _told(names: tuple[str, ...], column: int, cell: str) -> str:
    name = names[column] if column < len(names) else ""
    return f"{one_line(name)}: {one_line(cell)}" if name else one_line(cell)


def _groups(rows: list[GridRow]) -> Iterator[list[GridRow]]:
    group: list[GridRow] = []
    used = 0
    for row in rows:
        size = sum(len(cell) + 3 for cell in row.cells if cell)
        if group and used + size > _GROUP_CHARS:
            yield group
            group, used = [], 0
        group.append(row)
        used += size
    if group:
        yield group


def _span(group: list[GridRow]) -> str:
    first, last = group[0].number, group[-1].number
    return f"row {first}" if first == last else f"rows {first}-{last}"


# Tells rows that name a group ("INPATIENT", over all columns) in each row that stands below.


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
