"""Reads a PDF page's characters into lines with their place, size and weight."""

from __future__ import annotations

import ctypes
import math
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_RETURN, _NEWLINE, _HYPHEN = 13, 10, 2
_WIDE_GAP = 1.4
"""A gap of this many font sizes between words parts two cells; justified text stays below."""
_MARK = re.compile(r"^(?:[-*\u2013]|[^\w\s$%#]|\(?\d{1,2}[.)]|\(?[a-z][.)])$")
_LEANING = 0.3
_NEXT_LINE = 0.8
_BOLD_WEIGHT = 600
_NAME_BYTES = 128


@dataclass(frozen=True, slots=True)
class Cell:
    """Words that stand together, from `left` to `right`."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on the page, in points, y upwards; `share` is its height on the page.

    A line with several cells has wide gaps between them: a row of a table, or a head with the page
    number at the right.
    """

    cells: tuple[Cell, ...]
    bottom: float
    top: float
    size: float
    bold: bool
    share: float
    page: int
    upright: bool = True

    @property
    def text(self) -> str:
        """All cells, one blank between them."""
        return " ".join(cell.text for cell in self.cells)

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.cells[-1].right


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float


class PageReader:
    """Reads the lines of one page, turned upright."""

    def __init__(self, page: pdfium.PdfPage, number: int) -> None:
        self._number = number
        self._text = page.get_textpage()
        self._frame = _Box(*page.get_bbox())
        self._rotation = int(page.get_rotation())
        upright = self._turned(self._frame)
        self._height = max(1.0, upright.top - upright.bottom)
        self._foot = upright.bottom

    def lines(self) -> list[Line]:
        """Return the lines in the order of the page's content, hyphenation mended."""
        return [line for indexes in self._runs() if (line := self._line(indexes)) is not None]

    def _runs(self) -> Iterator[list[int]]:
        run: list[int] = []
        for index in range(pdfium_c.FPDFText_CountChars(self._text)):
            if pdfium_c.FPDFText_GetUnicode(self._text, index) in (_RETURN, _NEWLINE):
                if run:
                    yield run
                run = []
            else:
                run.append(index)
        if run:
            yield run

    def _line(self, indexes: list[int]) -> Line | None:
        codes = [pdfium_c.FPDFText_GetUnicode(self._text, index) for index in indexes]
        chars = [_char(code) for code in codes]
        inked = [position for position, char in enumerate(chars) if char.strip()]
        if not inked:
            return None
        first = indexes[inked[0]]
        size = self._size(first)
        cells = _with_mark(list(self._cells(indexes, chars, inked, size)))
        box, end = self._box(first), self._box(indexes[inked[-1]])
        return Line(
            cells=cells,
            # A word that was hyphenated makes two lines one: the next line follows on its second.
            bottom=end.bottom if box.bottom - end.bottom > _NEXT_LINE * size else box.bottom,
            top=box.top,
            size=size,
            # Both ends: a line that only begins in bold is text.
            bold=self._is_bold(first) and self._is_bold(indexes[inked[-1]]),
            share=(box.bottom - self._foot) / self._height,
            page=self._number,
            upright=self._is_upright(first),
        )

    def _cells(
        self, indexes: list[int], chars: list[str], inked: list[int], size: float
    ) -> Iterator[Cell]:
        start = inked[0]
        left = self._box(indexes[start]).left
        for before, after in pairwise(inked):
            if after == before + 1:
                continue
            end, begin = self._box(indexes[before]), self._box(indexes[after])
            if begin.left - end.right > _WIDE_GAP * size:
                yield Cell(_joined(chars[start : before + 1]), left, end.right)
                start, left = after, begin.left
        right = self._box(indexes[inked[-1]]).right
        yield Cell(_joined(chars[start : inked[-1] + 1]), left, right)

    def _size(self, index: int) -> float:
        """Return the size on the page: some programs write size 1 and scale it."""
        size = pdfium_c.FPDFText_GetFontSize(self._text, index)
        matrix = pdfium_c.FS_MATRIX()
        if pdfium_c.FPDFText_GetMatrix(self._text, index, matrix):
            size *= math.hypot(matrix.b, matrix.d) or 1.0
        return float(size) or 1.0

    def _is_upright(self, index: int) -> bool:
        angle = pdfium_c.FPDFText_GetCharAngle(self._text, index)
        turned = abs(math.sin(angle - math.radians(self._rotation)))
        return turned < _LEANING

    def _is_bold(self, index: int) -> bool:
        name, flags = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._text, index, name, _NAME_BYTES, flags)
        told = name.value.lower()
        weight = pdfium_c.FPDFText_GetFontWeight(self._text, index)
        # Weights are guessed from stem widths where the font does not say; the name knows better.
        return (
            b"bold" in told
            or b"black" in told
            or (b"regular" not in told and weight > _BOLD_WEIGHT)
        )

    def _box(self, index: int) -> _Box:
        rect = pdfium_c.FS_RECTF()
        pdfium_c.FPDFText_GetLooseCharBox(self._text, index, rect)
        return self._turned(_Box(rect.left, rect.bottom, rect.right, rect.top))

    def _turned(self, box: _Box) -> _Box:
        frame = self._frame
        match self._rotation:
            case 90:
                return _Box(box.bottom, frame.right - box.right, box.top, frame.right - box.left)
            case 180:
                return _Box(-box.right, -box.top, -box.left, -box.bottom)
            case 270:
                return _Box(-box.top, box.left, -box.bottom, box.right)
            case _:
                return box


def _with_mark(cells: list[Cell]) -> tuple[Cell, ...]:
    """Put the mark of a list item, which hangs far left, before its text."""
    if len(cells) > 1 and _MARK.match(cells[0].text):
        mark, text = cells[:2]
        return (Cell(f"{mark.text} {text.text}", mark.left, text.right), *cells[2:])
    return tuple(cells)


def _char(code: int) -> str:
    if code == _HYPHEN:
        # PDFium's mark for a hyphen at a line's end inside a word.
        return "\u00ad"
    char = chr(code) if code <= sys.maxunicode else " "
    return " " if unicodedata.category(char) in ("Cc", "Cs") else char


def _joined(chars: list[str]) -> str:
    return " ".join("".join(chars).replace("\u00ad", "").split())
