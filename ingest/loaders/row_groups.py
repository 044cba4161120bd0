"""Makes tables of a sheet's rows: groups of rows, each with the header and its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from ingest.loaders.outline import Outline, one_line, table_text, without_empty_columns
from knowledge.documents import BlockKind

_GROUP_CHARS = 700
"""About what a passage of the bundled model holds, so that a passage's rows can be named."""
_WIDE_ROW_CHARS = 400
"""Above this a row fills a passage; as a table its cells would lose their column names."""
_LOOKED_AT = 20
_HEADER_FILL = 0.6
_LONGEST_NAME = 120
_LEAST_CELLS = 2
_NUMBER = re.compile(r"^[\s\u00a3\u20ac$+-]*\d[\d.,\s%:/-]*$")


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row as it stands in its sheet: `number` counts from 1, cells are already in words."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell)


def add_rows(outline: Outline, rows: Iterable[GridRow], *, where: str = "") -> None:
    """Add a sheet's rows; `where` ("sheet Rates") stands before the row numbers of each place."""
    prefix = f"{where}, " if where else ""
    header: tuple[str, ...] = ()
    for run in _runs(rows):
        found = _header_position(run) if not _goes_on(run, header) else None
        if found is not None:
            for row in run[:found]:
                text = " | ".join(filter(None, row.cells))
                outline.block(text, place=f"{prefix}row {row.number}")
            header, run = run[found].cells, run[found + 1 :]  # noqa: PLW2901 - the rest of it
            if not run:
                outline.block(table_text([list(header)]), place=prefix.rstrip(", "))
        elif not _goes_on(run, header):
            header = ()
        _add_groups(outline, run, header, prefix)


def _runs(rows: Iterable[GridRow]) -> Iterator[list[GridRow]]:
    """Yield the rows between empty ones."""
    run: list[GridRow] = []
    for row in rows:
        if row.filled:
            run.append(row)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _goes_on(run: list[GridRow], header: tuple[str, ...]) -> bool:
    """Tell whether rows after a gap still stand under the header above it."""
    named = {column for column, cell in enumerate(header) if cell}
    used = {column for row in run[:_LOOKED_AT] for column, cell in enumerate(row.cells) if cell}
    return len(named) >= _LEAST_CELLS and used <= named and len(used) >= _HEADER_FILL * len(named)


def _header_position(run: list[GridRow]) -> int | None:
    fullest = max(row.filled for row in islice(run, _LOOKED_AT))
    for position, row in enumerate(run[:_LOOKED_AT]):
        if row.filled >= max(_LEAST_CELLS, _HEADER_FILL * fullest):
            return position if _reads_like_names(row) else None
    return None


def _reads_like_names(row: GridRow) -> bool:
    cells = [cell for cell in row.cells if cell]
    numbers = sum(1 for cell in cells if _NUMBER.match(cell))
    return (
        len(cells) == len(set(cells))
        and numbers * 4 <= len(cells)
        and all(len(cell) <= _LONGEST_NAME for cell in cells)
    )


def _add_groups(
    outline: Outline, rows: list[GridRow], header: tuple[str, ...], prefix: str
) -> None:
    average = sum(len(" | ".join(row.cells)) for row in rows) / max(1, len(rows))
    if header and average > _WIDE_ROW_CHARS:
        for row in rows:
            text = "\n".join(_told(header, row))
            outline.block(text, BlockKind.LIST, place=f"{prefix}row {row.number}")
        return
    for group in _groups(rows):
        cells = [list(row.cells) for row in group]
        table = without_empty_columns([list(header), *cells] if header else cells)
        text = table_text(table)
        is_table = len(table) > 1 and len(table[0]) > 1
        kind = BlockKind.TABLE if is_table else BlockKind.PARAGRAPH
        outline.block(text, kind, place=f"{prefix}{_span(group)}")


def _told(header: tuple[str, ...], row: GridRow) -> Iterator[str]:
    names = header + ("",) * (len(row.cells) - len(header))
    for name, cell in zip(names, row.cells, strict=False):
        if cell:
            yield f"{one_line(name)}: {one_line(cell)}" if name else one_line(cell)


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
