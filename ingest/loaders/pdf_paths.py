"""Reads the straight lines and boxes that are drawn on a PDF's page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice, pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

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
