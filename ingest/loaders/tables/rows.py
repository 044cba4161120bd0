"""Rows of a table, whatever format they come from: merged cells told where a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MOST_HELD = 500
"""Cells that may hang down into a row at once; more are a drawing, or meant to cost time."""
_WIDEST = 2_000


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row as it stands in its sheet or table: `number` counts from 1, cells are in words.

    A cell over several columns is told in the first of them; `merged` names the first and the last
    column of each. A cell over several rows is told in each. `is_head`: the format says so.
    """

    number: int
    cells: tuple[str, ...]
    merged: tuple[tuple[int, int], ...] = ()
    is_head: bool = False

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell)

    @property
    def covered(self) -> int:
        """How many columns lie under cells that hold something."""
        return self.filled + sum(last - first for first, last in self.merged if self.cells[first])


@dataclass(frozen=True, slots=True)
class SpanningCell:
    """A cell as formats of documents write it: once, with the columns and rows that it spans."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class _Held:
    """A cell that hangs down from a row above."""

    text: str
    across: int
    rows_left: int


def laid_out(rows: Iterable[Sequence[SpanningCell]], heads: Sequence[bool] = ()) -> list[GridRow]:
    """Return the rows with every cell in its column; `heads` says which ones hold column names."""
    held: dict[int, _Held] = {}
    return [
        _laid_out(number, row, held, is_head=number <= len(heads) and heads[number - 1])
        for number, row in enumerate(rows, start=1)
    ]


def _laid_out(
    number: int, row: Sequence[SpanningCell], held: dict[int, _Held], *, is_head: bool
) -> GridRow:
    cells: list[str] = []
    merged: list[tuple[int, int]] = []
    for cell in row:
        _take_held(cells, merged, held)
        if len(cells) >= _WIDEST:
            break
        if cell.down > 1 and len(held) < _MOST_HELD:
            held[len(cells)] = _Held(cell.text, cell.across, cell.down - 1)
        _put(cells, merged, cell.text, cell.across)
    _take_held(cells, merged, held)
    return GridRow(number, tuple(cells), tuple(merged), is_head)


def _take_held(cells: list[str], merged: list[tuple[int, int]], held: dict[int, _Held]) -> None:
    while (above := held.get(len(cells))) is not None:
        above.rows_left -= 1
        if not above.rows_left:
            del held[len(cells)]
        _put(cells, merged, above.text, above.across)


def _put(cells: list[str], merged: list[tuple[int, int]], text: str, across: int) -> None:
    if across > 1:
        merged.append((len(cells), len(cells) + across - 1))
    cells += [text, *[""] * (across - 1)]


def without_empty(rows: Sequence[GridRow]) -> list[GridRow]:
    """Return the rows that hold something, all of one width, without columns that never do."""
    rows = [row for row in rows if row.filled]
    width = max((len(row.cells) for row in rows), default=0)
    used = sorted({c for row in rows for c, cell in enumerate(row.cells) if cell})
    if len(used) == width and all(len(row.cells) == width for row in rows):
        return rows
    place = {column: position for position, column in enumerate(used)}
    return [_narrowed(row, used, place) for row in rows]


def _narrowed(row: GridRow, used: list[int], place: dict[int, int]) -> GridRow:
    cells = tuple(row.cells[c] if c < len(row.cells) else "" for c in used)
    merged = []
    for first, last in row.merged:
        kept = [place[c] for c in range(first, last + 1) if c in place]
        if len(kept) > 1:
            merged.append((kept[0], kept[-1]))
    return GridRow(row.number, cells, tuple(merged), row.is_head)
