"""Puts the lines of a page together: paragraphs' lines, and tables' rows with wrapped cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.loaders.pdf_columns import by_columns
from ingest.loaders.pdf_lines import Cell, Line

_SAME_HEIGHT = 0.5
_NEXT_LINE = 1.75
"""The most font sizes between a wrapped cell's lines, from baseline to baseline."""
_TALLEST_CELL = 8
_SAME_LEFT = 0.6
_LEAST_COLUMNS = 4
_LEAST_ROWS = 5


@dataclass(slots=True)
class Row:
    """One line of text, or one row of a table; each cell holds its own lines."""

    cells: list[list[Cell]]
    lines: list[Line] = field(default_factory=list)

    @property
    def first(self) -> Line:
        """The line that the row begins with."""
        return self.lines[0]

    @property
    def is_table_row(self) -> bool:
        """Tell whether there are several cells."""
        return len(self.cells) > 1

    @property
    def top(self) -> float:
        """The highest point."""
        return max(line.top for line in self.lines)

    def texts(self) -> list[str]:
        """Return each cell's text, its lines joined."""
        return [" ".join(part.text for part in cell) for cell in self.cells]


def page_rows(lines: list[Line]) -> list[Row]:
    """Return a page's rows; a ruled table is one, and nothing is joined across it."""
    rows: list[Row] = []
    between: list[Line] = []
    for line in lines:
        if not line.table:
            between.append(line)
            continue
        rows += rows_of(between)
        between = []
        rows.append(Row(cells=[[cell] for cell in line.cells], lines=[line]))
    return rows + rows_of(between)


def rows_of(lines: list[Line]) -> list[Row]:
    """Return a page's rows in reading order."""
    rows: list[Row] = []
    for line in by_columns(_row_major(lines)):
        if not rows or not (_beside(rows, line) or _wraps(rows[-1], line)):
            rows.append(Row(cells=[[cell] for cell in line.cells], lines=[line]))
    return rows


def _beside(rows: list[Row], line: Line) -> bool:
    """Add a line to the row that it stands beside, if it does."""
    row = rows[-1]
    last = row.lines[-1]
    if line.left < max(cell[-1].right for cell in row.cells) - last.size:
        return False
    if abs(line.bottom - last.bottom) < _SAME_HEIGHT * max(last.size, line.size):
        _join_on(row, line)
        return True
    start = _stack_beside(rows, line)
    if start is None:
        return False
    _stack(rows, start)
    rows[-1].cells += [[cell] for cell in line.cells]
    rows[-1].lines.append(line)
    return True


def _join_on(row: Row, line: Line) -> None:
    """Go on in the same line: with the next cell, or the same words in another font."""
    gap = line.left - row.cells[-1][-1].right
    if gap > line.size:
        row.cells += [[cell] for cell in line.cells]
    else:
        before = row.cells[-1].pop()
        after = line.cells[0]
        blank = " " if gap > 0.15 * line.size else ""
        row.cells[-1].append(Cell(f"{before.text}{blank}{after.text}", before.left, after.right))
        row.cells += [[cell] for cell in line.cells[1:]]
    row.lines.append(line)


def _stack_beside(rows: list[Row], line: Line) -> int | None:
    """Return the row with which the stack of lines begins that is the cell left of `line`."""
    if rows[-1].is_table_row:
        near = abs(line.top - rows[-1].top) < _NEXT_LINE * line.size * _TALLEST_CELL
        return len(rows) - 1 if near and line.top <= rows[-1].top + line.size else None
    for position in range(len(rows) - 1, max(-1, len(rows) - 1 - _TALLEST_CELL), -1):
        row = rows[position]
        if row.is_table_row or row.cells[0][-1].right > line.left:
            return None
        if abs(row.first.top - line.top) < _SAME_HEIGHT * line.size:
            return position
    return None


def _stack(rows: list[Row], start: int) -> None:
    """Make one row, of one cell, of the single lines from `start` on."""
    parts = rows[start:]
    if len(parts) > 1:
        del rows[start:]
        cell = [piece for part in parts for piece in part.cells[0]]
        rows.append(Row(cells=[cell], lines=[line for part in parts for line in part.lines]))


def _wraps(row: Row, line: Line) -> bool:
    """Add a line to the cell above it in the row, if it goes on there."""
    if not row.is_table_row or len(line.cells) > len(row.cells) - 1:
        return False
    drop = row.lines[-1].bottom - line.bottom
    if not 0 < drop < _NEXT_LINE * line.size:
        return False
    owners = [_owner(row, cell, line.size) for cell in line.cells]
    # A line that begins in the first column is a new row, unless the row has a lone cell there.
    if None in owners or 0 in owners:
        return False
    for owner, cell in zip(owners, line.cells, strict=True):
        row.cells[owner or 0].append(cell)
    row.lines.append(line)
    return True


def _owner(row: Row, cell: Cell, size: float) -> int | None:
    for position, above in enumerate(row.cells):
        if abs(above[0].left - cell.left) < _SAME_LEFT * size:
            return position
    return None


def _row_major(lines: list[Line]) -> list[Line]:
    """Put a page that is one table, written in another order, into the order of its rows.

    Prose in columns has at most three of them; a page most of whose heights hold more is a table.
    """
    bands = _bands(lines)
    wide = sum(1 for band in bands if sum(len(line.cells) for line in band) >= _LEAST_COLUMNS)
    if len(bands) < _LEAST_ROWS or wide < len(bands) / 2:
        return lines
    return [line for band in bands for line in sorted(band, key=lambda line: line.left)]


def _bands(lines: list[Line]) -> list[list[Line]]:
    bands: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if bands and bands[-1][0].bottom - line.bottom < _SAME_HEIGHT * line.size:
            bands[-1].append(line)
        else:
            bands.append([line])
    return bands
