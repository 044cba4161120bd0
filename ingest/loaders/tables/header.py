"""Finds the rows of a table that hold its columns' names, and makes one row of names of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from ingest.loaders.tables.rows import GridRow

_LOOKED_AT = 20
HEADER_FILL = 0.6
LEAST_CELLS = 2
_LONGEST_NAME = 120
_MOST_HEADER_ROWS = 5
_LEAST_BELOW = 3
"""Values that a name of the same kind must stand apart from."""
_NUMBER = re.compile(
    r"(?<![\s\u00a3\u20ac\u00a5$+(-])[\s\u00a3\u20ac\u00a5$+(-]*+\d[\d.,\s%:/\u2013\u20ac-]*+\)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4}")
_SPAN = re.compile(r"(?<!\d)\d++ ?[-\u2013] ?\d++")


def header_rows(rows: Sequence[GridRow]) -> tuple[int, int] | None:
    """Return where the rows of names begin and end (the row after the last), None if there is none.

    Rows before them are the table's title.
    """
    stated = _stated(rows)
    if stated is not None:
        first, end = stated
    else:
        position = _position(rows)
        if position is None:
            return None
        first, end = position, position + 1
        while first and _names_above(rows[first - 1], rows[first]):
            first -= 1
    while end < len(rows) and end - first < _MOST_HEADER_ROWS and _goes_on_below(rows, end):
        end += 1
    return first, end


def column_names(header: Sequence[GridRow]) -> tuple[str, ...]:
    """Return a name for each column: what stands over it, from the top row down."""
    width = max((len(row.cells) for row in header), default=0)
    spread = [_spread(row, header[number + 1 :], width) for number, row in enumerate(header)]
    return tuple(
        ", ".join(dict.fromkeys(row[column] for row in spread if row[column]))
        for column in range(width)
    )


def _stated(rows: Sequence[GridRow]) -> tuple[int, int] | None:
    """Return the rows that the format itself calls header, those of one cell above them apart."""
    end = 0
    while end < len(rows) and rows[end].is_head:
        end += 1
    first = 0
    while first < end - 1 and rows[first].filled < LEAST_CELLS:
        first += 1
    return (first, end) if 0 < end < len(rows) and rows[end - 1].filled >= LEAST_CELLS else None


def _position(rows: Sequence[GridRow]) -> int | None:
    fullest = max((_breadth(row) for row in islice(rows, _LOOKED_AT)), default=0)
    for position, row in enumerate(rows[:_LOOKED_AT]):
        if row.covered < max(LEAST_CELLS, HEADER_FILL * fullest):
            continue
        if row.filled < LEAST_CELLS and not _names_alone(rows, position):
            continue
        if reads_like_names(row, rows[position + 1 :]):
            return position
        if row.filled >= HEADER_FILL * fullest:
            return None
        # A note over several columns may stand above the names.
    return None


def _names_alone(rows: Sequence[GridRow], position: int) -> bool:
    """Tell one name over several columns from a title: names or values stand right below it."""
    if rows[position].cells[0] or position + 1 >= len(rows):
        return False
    below = rows[position + 2 :]
    return _goes_on_below(rows, position + 1) or _recurs(rows[position + 1], below)


def _breadth(row: GridRow) -> int:
    """Return how many different things a row says."""
    return len({cell for cell in row.cells if cell})


def reads_like_names(row: GridRow, below: Sequence[GridRow]) -> bool:
    """Tell names of columns from a row of values; `below` are the rows that follow."""
    cells = [(column, cell) for column, cell in enumerate(row.cells) if cell]
    if any(len(cell) > _LONGEST_NAME for _, cell in cells):
        return False
    below = [other for other in below[:_LOOKED_AT] if other.cells != row.cells]
    numbers = [(column, cell) for column, cell in cells if is_number(cell)]
    if len({cell for _, cell in cells}) < len(cells) and not _may_repeat(cells, below):
        return False
    if len(numbers) * 4 <= len(cells):
        return True
    counts = len(numbers) >= _LEAST_BELOW and _is_count([cell for _, cell in numbers])
    if counts and not any(_is_count(_numbers_of(other, numbers)) for other in below[:1]):
        return bool(below)
    of_one_kind = len({_kind(cell) for _, cell in numbers} - {"span"}) <= 1
    apart = all(_stands_apart(cell, _column(below, column)) for column, cell in numbers)
    return bool(below) and of_one_kind and apart


def is_number(cell: str) -> bool:
    """Tell a figure: a number, an amount, a share, a date, a span."""
    return _NUMBER.fullmatch(cell) is not None


def renames(rows: Sequence[GridRow], first: int, end: int) -> bool:
    """Tell whether rows of names over figures are new names, not values of an earlier table."""
    names, below = rows[end - 1], rows[end : end + _LOOKED_AT]
    others = [(c, cell) for c, cell in enumerate(names.cells) if cell and c]
    over_figures = [c for c, _ in others if _holds_figures(_column(below, c))]
    return bool(over_figures) and not any(
        is_number(cell) for c, cell in others if c in over_figures
    )


def _holds_figures(values: Sequence[str]) -> bool:
    return sum(map(is_number, values)) * 2 > len(values)


def _may_repeat(cells: Sequence[tuple[int, str]], below: Sequence[GridRow]) -> bool:
    """Tell whether names that stand twice are names: under them stand other things."""
    told = {cell for _, cell in cells}
    if not below or len(told) * 2 < len(cells):
        return False
    return not any(cell in told for row in below for cell in row.cells if cell)


def _is_count(cells: Sequence[str]) -> bool:
    whole = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 4]  # noqa: PLR2004
    if len(whole) < max(_LEAST_BELOW, len(cells)):
        return False
    return all(after == before + 1 for before, after in pairwise(whole))


def _numbers_of(row: GridRow, numbers: Sequence[tuple[int, str]]) -> list[str]:
    return [row.cells[column] for column, _ in numbers if column < len(row.cells)]


def _column(rows: Sequence[GridRow], column: int) -> list[str]:
    return [row.cells[column] for row in rows if column < len(row.cells) and row.cells[column]]


def _stands_apart(name: str, values: Sequence[str]) -> bool:
    """Tell a number that names its column from one that is a value of it."""
    numbers = [value for value in values if is_number(value)]
    if len(numbers) * 2 <= len(values):
        return True
    alike = sum(1 for value in numbers if _kind(value) == _kind(name))
    if alike * 5 <= len(numbers):
        return True
    size, sizes = _size(name), sorted(map(_size, numbers))
    if len(sizes) < _LEAST_BELOW or _kind(name) == "year":
        return False
    gap = max(sizes[0] - size, size - sizes[-1])
    return gap > sizes[-1] - sizes[0]


def _kind(number: str) -> str:
    if _YEAR.fullmatch(number):
        return "year"
    if _DATE.fullmatch(number):
        return "date"
    if _SPAN.fullmatch(number):
        return "span"
    return "".join(char for char in number if char in "$\u20ac\u00a3\u00a5%")


def _size(number: str) -> float:
    digits = "".join(char for char in number if char.isdecimal() or char == ".")
    whole, _, rest = digits.partition(".")
    return float(f"{whole or '0'}.{rest.replace('.', '') or '0'}")


def _names_above(above: GridRow, names: GridRow) -> bool:
    """Tell whether a row sums up the names below it ("In network" over "Copay | Coinsurance")."""
    if above.filled < LEAST_CELLS or not reads_like_names(above, [names]):
        return False
    return not above.cells[0] or not names.cells[0] or above.cells[0] == names.cells[0]


def _goes_on_below(rows: Sequence[GridRow], end: int) -> bool:
    """Tell whether the row at `end` parts the names of the row above it further."""
    if end >= len(rows):
        return False
    above, row, below = rows[end - 1], rows[end], rows[end + 1 :]
    if row.covered < LEAST_CELLS or not below or not _fits_under(above, row):
        return False
    if row.cells[0] not in ("", above.cells[0]) and _recurs(row, below):
        return False
    return reads_like_names(GridRow(row.number, _new_in(row, above)), below)


def _recurs(row: GridRow, below: Sequence[GridRow]) -> bool:
    """Tell whether a cell comes again in its column, as values do ("Yes") and names do not."""
    return any(cell and cell in _column(below[:_LOOKED_AT], c) for c, cell in enumerate(row.cells))


def _fits_under(above: GridRow, row: GridRow) -> bool:
    first, under = above.cells[0], row.cells[0]
    if any(_parts(row, above, a, b) for a, b in above.merged):
        # Beside what is parted stand blanks, or the same name over both rows.
        return not first or not under or first == under
    if above.merged or under or not first:
        return False
    # Not merged, but blank to the right of a name, where the next row has names.
    gaps = [c for c, cell in enumerate(above.cells) if not cell]
    return bool(gaps) and all(c < len(row.cells) and row.cells[c] for c in gaps)


def _parts(row: GridRow, above: GridRow, first: int, last: int) -> bool:
    """Tell whether a row has several names under one above, or the same one gone on."""
    several = sum(map(bool, row.cells[first : last + 1])) > 1
    return several or (row.cells[first] == above.cells[first] and (first, last) in row.merged)


def _new_in(row: GridRow, above: GridRow) -> tuple[str, ...]:
    """Return the cells that are not those above gone on; names may stand twice under two others."""
    seen: set[str] = set()
    cells = []
    for column, cell in enumerate(row.cells):
        same = column < len(above.cells) and above.cells[column] == cell
        cells.append("" if same or cell in seen else cell)
        seen.add(cell)
    return tuple(cells)


def _spread(row: GridRow, lower: Sequence[GridRow], width: int) -> list[str]:
    """Return what stands over each column, a name over several told over each."""
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    for first, last in row.merged:
        cells[first : last + 1] = [cells[first]] * (last - first + 1)
    if lower and not row.merged:
        for column in range(2, width):
            named = any(column < len(other.cells) and other.cells[column] for other in lower)
            if not cells[column] and named:
                cells[column] = cells[column - 1]
    return cells
