"""Puts the lines of a page together: paragraphs' lines, and tables' rows with wrapped cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.loaders.pdf.lines import Cell, TextLine

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
    lines: list[TextLine] = field(default_factory=list)

    @property
    def first(self) -> TextLine:
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


def page_rows(lines: list[TextLine]) -> list[Row]:
    """Return a page's rows; a ruled table is one, and nothing is joined across it."""
    rows: list[Row] = []
    between: list[TextLine] = []
    for line in lines:
        if not line.table:
            between.append(line)
            continue
        rows += rows_of(between)
        between = []
        rows.append(Row(cells=[[cell] for cell in line.cells], lines=[line]))
    return rows + rows_of(between)


def rows_of(lines: list[TextLine]) -> list[Row]:
    """Return a page's rows in reading order."""
    rows: list[Row] = []
    for line in by_columns(_row_major(lines)):
        if not rows or not (_beside(rows, line) or _wraps(rows[-1], line)):
            rows.append(Row(cells=[[cell] for cell in line.cells], lines=[line]))
    return rows


def _beside(rows: list[Row], line: TextLine) -> bool:
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


def _join_on(row: Row, line: TextLine) -> None:
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


def _stack_beside(rows: list[Row], line: TextLine) -> int | None:
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


def _wraps(row: Row, line: TextLine) -> bool:
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


def _row_major(lines: list[TextLine]) -> list[TextLine]:
    """Put a page that is one table, written in another order, into the order of its rows.

    Prose in columns has at most three of them; a page most of whose heights hold more is a table.
    """
    bands = _bands(lines)
    wide = sum(1 for band in bands if sum(len(line.cells) for line in band) >= _LEAST_COLUMNS)
    if len(bands) < _LEAST_ROWS or wide < len(bands) / 2:
        return lines
    return [line for band in bands for line in sorted(band, key=lambda line: line.left)]


def _bands(lines: list[TextLine]) -> list[list[TextLine]]:
    bands: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if bands and bands[-1][0].bottom - line.bottom < _SAME_HEIGHT * line.size:
            bands[-1].append(line)
        else:
            bands.append([line])
    return bands


# Puts columns of prose, drawn line by line across the page, one after the other.


_MOST_COLUMNS = 3
_LEAST_LINES = 4
_GOES_ON = 0.4
"""Of a column's lines so many begin in the middle of a sentence; cells of a table do not."""
_WORDS = 3
_LOOSEST = 1.8
"""Font sizes from line to line, above which a column ends."""
_INDENT = 2.5

_LEAST_STARTS = 3
_TOGETHER = 0.6
"""Where so many paragraphs begin side by side, they are the rows of a table."""
_ENDS = (".", "!", "?", ":", ";")


@dataclass(slots=True)
class _Band:
    """Lines that stand beside each other, or one line of several cells: a cell for each column."""

    lines: list[TextLine]
    cells: dict[int, Cell]

    @property
    def first(self) -> TextLine:
        """The line that the band begins with."""
        return self.lines[0]


def by_columns(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines; where they are columns of prose, the left column comes first."""
    placed: list[TextLine] = []
    run: list[_Band] = []
    columns: list[float] = []
    for group in _side_by_side(lines):
        band = _band(group, columns) if run and _follows(run[-1].first, group[0]) else None
        if band is None:
            placed += _settled(run)
            columns = [cell.left for line in group for cell in line.cells]
            band = _band(group, columns) if 1 < len(columns) <= _MOST_COLUMNS else None
            run = []
        if band is None:
            placed += group
        else:
            run.append(band)
    return placed + _settled(run)


def _side_by_side(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Yield lines that follow each other at one height, from left to right."""
    group: list[TextLine] = []
    for line in lines:
        beside = (
            group
            and line.left > group[-1].right + line.size
            and abs(line.bottom - group[0].bottom) < _SAME_HEIGHT * line.size
        )
        if group and not beside:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _follows(before: TextLine, after: TextLine) -> bool:
    drop = before.bottom - after.bottom
    return 0 < drop < _LOOSEST * before.size and abs(before.size - after.size) < 1


def _band(group: list[TextLine], columns: list[float]) -> _Band | None:
    """Return the lines as cells of these columns, None if they do not stand in them."""
    cells: dict[int, Cell] = {}
    for line in group:
        for cell in line.cells:
            column = max(
                (i for i, x in enumerate(columns) if cell.left > x - line.size), default=-1
            )
            inside = column >= 0 and cell.left < columns[column] + _INDENT * line.size
            ends = column + 1 >= len(columns) or cell.right < columns[column + 1] - line.size / 2
            if not (inside and ends and line.upright) or column in cells:
                return None
            cells[column] = cell
    return _Band(group, cells)


def _settled(run: list[_Band]) -> list[TextLine]:
    if not _is_prose(run):
        return [line for band in run for line in band.lines]
    told: list[TextLine] = []
    for column in sorted({column for band in run for column in band.cells}):
        told += [_alone(band, band.cells[column]) for band in run if column in band.cells]
    return told


def _alone(band: _Band, cell: Cell) -> TextLine:
    own = next(line for line in band.lines if cell in line.cells)
    return replace(own, cells=(cell,))


def _is_prose(run: list[_Band]) -> bool:
    columns = sorted({column for band in run for column in band.cells})
    if len(run) < _LEAST_LINES or len(columns) < 2:  # noqa: PLR2004 - one is no columns
        return False
    texts = [[band.cells[c].text for band in run if c in band.cells] for c in columns]
    return all(map(_reads_on, texts)) and not _are_rows(run, columns)


def _reads_on(texts: list[str]) -> bool:
    """Tell the lines of a column of prose, which go on in the next line, from cells."""
    if len(texts) < _LEAST_LINES:
        return False
    words = sum(len(text.split()) for text in texts) / len(texts)
    going_on = sum(1 for text in texts[1:] if text[0].islower())
    return words >= _WORDS and going_on >= _GOES_ON * (len(texts) - 1)


def _are_rows(run: list[_Band], columns: list[int]) -> bool:
    """Tell whether the columns' paragraphs begin side by side, as the cells of rows do."""
    starts = []
    for number in range(1, len(run)):
        above, band = run[number - 1].cells, run[number].cells
        starts.append([c for c in columns if c in band and _starts(above.get(c), band[c])])
    together = sum(1 for each in starts if len(each) == len(columns))
    either = sum(1 for each in starts if each)
    return either >= _LEAST_STARTS and together >= _TOGETHER * either


def _starts(above: Cell | None, cell: Cell) -> bool:
    ended = above is None or above.text.endswith(_ENDS)
    return ended and not cell.text[0].islower()
