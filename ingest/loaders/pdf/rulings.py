"""Finds tables in the ruled lines of a page: lines meet in points, points make cells, cells tables.

The method is that of A. Nurminen's thesis (Tampere 2013), which Tabula and pdfplumber use too.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.loaders.tables.rows import GridRow

_SNAP = 3.0
"""Points within which two lines are one: the two sides of a drawn line, a border drawn twice."""
_SHORTEST = 3.0
_MOST_POINTS = 4000
"""A page with more crossings is a map or a drawing."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A line along the page, `at` across it: x of a vertical one, y of a horizontal one."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A cell's place on the page, y upwards."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its cells, and the lines that its columns (x) and rows (y, top first) have."""

    cells: tuple[Frame, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @property
    def frame(self) -> Frame:
        """The whole table's place."""
        return Frame(self.xs[0], self.ys[-1], self.xs[-1], self.ys[0])

    def rows(self, texts: Sequence[str]) -> list[GridRow]:
        """Place each cell's text; one that spans rows is told in each, over columns once."""
        rows = [[""] * (len(self.xs) - 1) for _ in self.ys[1:]]
        merged: list[list[tuple[int, int]]] = [[] for _ in rows]
        for cell, text in zip(self.cells, texts, strict=True):
            first, last = self.xs.index(cell.left), self.xs.index(cell.right) - 1
            for row in range(self.ys.index(cell.top), self.ys.index(cell.bottom)):
                rows[row][first] = text
                merged[row] += [(first, last)] if last > first else []
        return [
            GridRow(number, tuple(cells), tuple(spans))
            for number, (cells, spans) in enumerate(zip(rows, merged, strict=True), start=1)
        ]


def find_grids(across: Iterable[Ruling], upright: Iterable[Ruling]) -> list[Grid]:
    """Return the tables of at least two rows and two columns, uppermost first."""
    level, plumb = _merged(across), _merged(upright)
    cells = _cells(level, plumb)
    grids = [_grid(group) for group in _touching(cells)]
    fit = [grid for grid in grids if len(grid.xs) > 2 and len(grid.ys) > 2]  # noqa: PLR2004
    return sorted(fit, key=lambda grid: -grid.ys[0])


def _merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Make one ruling of those that lie on each other or go on where another ends."""
    merged: list[Ruling] = []
    for group in _level_groups(rulings):
        at = sum(ruling.at for ruling in group) / len(group)
        start, end = group[0].start, group[0].end
        for ruling in sorted(group, key=lambda r: r.start):
            if ruling.start > end + _SNAP:
                merged.append(Ruling(at, start, end))
                start, end = ruling.start, ruling.end
            start, end = min(start, ruling.start), max(end, ruling.end)
        merged.append(Ruling(at, start, end))
    return [ruling for ruling in merged if ruling.end - ruling.start > _SHORTEST]


def _level_groups(rulings: Iterable[Ruling]) -> list[list[Ruling]]:
    groups: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda r: (r.at, r.start)):
        if groups and ruling.at - groups[-1][-1].at <= _SNAP:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
    for group in groups:
        group.sort(key=lambda r: r.start)
    return groups


def _cells(level: list[Ruling], plumb: list[Ruling]) -> list[Frame]:
    """Return the smallest rectangle that hangs from each crossing."""
    on_level: dict[int, list[int]] = defaultdict(list)
    on_plumb: dict[int, list[int]] = defaultdict(list)
    for p, post in enumerate(plumb):
        for b, beam in enumerate(level):
            if _cross(beam, post):
                on_level[b].append(p)
                on_plumb[p].append(b)
    if sum(map(len, on_level.values())) > _MOST_POINTS:
        return []
    crossings = {(b, p) for b, posts in on_level.items() for p in posts}
    cells: list[Frame] = []
    for b, p in crossings:
        below = sorted(
            (o for o in on_plumb[p] if level[o].at < level[b].at), key=lambda o: -level[o].at
        )
        right = sorted(
            (o for o in on_level[b] if plumb[o].at > plumb[p].at), key=lambda o: plumb[o].at
        )
        corner = next(((o, q) for o in below for q in right if (o, q) in crossings), None)
        if corner is not None:
            foot, side = level[corner[0]], plumb[corner[1]]
            cells.append(Frame(plumb[p].at, foot.at, side.at, level[b].at))
    return cells


def _cross(beam: Ruling, post: Ruling) -> bool:
    return (
        beam.start - _SNAP <= post.at <= beam.end + _SNAP
        and post.start - _SNAP <= beam.at <= post.end + _SNAP
    )


def _touching(cells: list[Frame]) -> list[list[Frame]]:
    """Group the cells that share corners."""
    owners: dict[tuple[float, float], int] = {}
    groups: dict[int, list[Frame]] = {}
    for number, cell in enumerate(cells):
        corners = [(x, y) for x in (cell.left, cell.right) for y in (cell.bottom, cell.top)]
        groups[number] = [cell]
        for other in {owners[corner] for corner in corners if corner in owners}:
            groups[number] += groups.pop(other)
        for frame in groups[number]:
            for x in (frame.left, frame.right):
                owners[x, frame.bottom] = owners[x, frame.top] = number
    return list(groups.values())


def _grid(cells: list[Frame]) -> Grid:
    xs = sorted({x for cell in cells for x in (cell.left, cell.right)})
    ys = sorted({y for cell in cells for y in (cell.bottom, cell.top)}, reverse=True)
    ordered = sorted(cells, key=lambda cell: (-cell.top, cell.left))
    return Grid(tuple(ordered), tuple(xs), tuple(ys))


# Reads the straight lines and boxes that are drawn on a PDF's page.


_MOST_SEGMENTS = 20_000
_MOST_PATHS = 8_000
"""More than any table needs; pages with more are maps and drawings."""
_STRAIGHT = 1.0

Point = tuple[float, float]


def drawn_lines(page: pdfium.PdfPage) -> Iterator[tuple[Point, Point]]:
    """Yield the ends of each level or upright stroke, in the page's own coordinates."""
    left = _MOST_SEGMENTS
    paths = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH])
    for path in islice(paths, _MOST_PATHS):
        if left <= 0:
            return
        if not _is_drawn(path):
            continue
        points = list(_outline(path, left))
        left -= len(points)
        for (start, _), (end, is_line) in pairwise(points):
            if is_line and (
                abs(start[0] - end[0]) < _STRAIGHT or abs(start[1] - end[1]) < _STRAIGHT
            ):
                yield start, end


def _is_drawn(path: pdfium.PdfObject) -> bool:
    """Tell a line that shows from a path that only clips."""
    filling, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, filling, stroked)
    return bool(filling.value or stroked.value)


def _outline(path: pdfium.PdfObject, most: int) -> Iterator[tuple[Point, bool]]:
    """Yield each point, and whether a straight line leads to it; closed paths come back."""
    matrices = list(_matrices(path))
    x, y = ctypes.c_float(), ctypes.c_float()
    first: Point | None = None
    for index in range(min(most, pdfium_c.FPDFPath_CountSegments(path))):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        for matrix in matrices:
            point = matrix.on_point(*point)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO or first is None:
            first = point
        yield point, kind == pdfium_c.FPDF_SEGMENT_LINETO
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield first, True


def _matrices(path: pdfium.PdfObject) -> Iterator[pdfium.PdfMatrix]:
    """Yield what turns a path's coordinates into the page's, innermost first."""
    holder: pdfium.PdfObject | None = path
    while holder is not None:
        yield holder.get_matrix()
        holder = holder.container
