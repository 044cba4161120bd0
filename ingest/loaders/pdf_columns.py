"""Puts columns of prose, drawn line by line across the page, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.loaders.pdf_lines import Cell, Line

_MOST_COLUMNS = 3
_LEAST_LINES = 4
_GOES_ON = 0.4
"""Of a column's lines so many begin in the middle of a sentence; cells of a table do not."""
_WORDS = 3
_LOOSEST = 1.8
"""Font sizes from line to line, above which a column ends."""
_INDENT = 2.5
_SAME_HEIGHT = 0.5
_LEAST_STARTS = 3
_TOGETHER = 0.6
"""Where so many paragraphs begin side by side, they are the rows of a table."""
_ENDS = (".", "!", "?", ":", ";")


@dataclass(slots=True)
class _Band:
    """Lines that stand beside each other, or one line of several cells: a cell for each column."""

    lines: list[Line]
    cells: dict[int, Cell]

    @property
    def first(self) -> Line:
        """The line that the band begins with."""
        return self.lines[0]


def by_columns(lines: Sequence[Line]) -> list[Line]:
    """Return the lines; where they are columns of prose, the left column comes first."""
    placed: list[Line] = []
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


def _side_by_side(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield lines that follow each other at one height, from left to right."""
    group: list[Line] = []
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


def _follows(before: Line, after: Line) -> bool:
    drop = before.bottom - after.bottom
    return 0 < drop < _LOOSEST * before.size and abs(before.size - after.size) < 1


def _band(group: list[Line], columns: list[float]) -> _Band | None:
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


def _settled(run: list[_Band]) -> list[Line]:
    if not _is_prose(run):
        return [line for band in run for line in band.lines]
    told: list[Line] = []
    for column in sorted({column for band in run for column in band.cells}):
        told += [_alone(band, band.cells[column]) for band in run if column in band.cells]
    return told


def _alone(band: _Band, cell: Cell) -> Line:
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
