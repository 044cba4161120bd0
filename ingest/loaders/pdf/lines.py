"""Reads a PDF page's characters into lines with their place, size and weight."""

from __future__ import annotations

import ctypes
import math
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.loaders.pdf.forms import FormField
from ingest.loaders.pdf.marks import set_marks_apart
from ingest.loaders.pdf.rulings import Frame, Grid, Ruling, drawn_lines, find_grids
from ingest.loaders.tables.rows import GridRow, without_empty

_RETURN, _NEWLINE, _HYPHEN = 13, 10, 2
WIDE_GAP = 1.4
"""A gap of this many font sizes between words parts two cells; justified text stays below."""
_MARK = re.compile(r"^(?:[-*\u2013]|[^\w\s$%#]|\(?\d{1,2}[.)]|\(?[a-z][.)])$")
_LEANING = 0.3
_NEXT_LINE = 0.8
_BOLD_WEIGHT = 600
_NAME_BYTES = 128
_TINIEST = 1.5
_PAGE_HEIGHT = 200
"""Points; on a page smaller than that, small type may be all there is."""
_LEAST_ROWS = 2
_LEAST_FULL = 0.3
"""Boxes with a word here and there are a drawing; of a table's rows so many hold several cells."""
_MOST_ASKED = 500
_LONGEST_CELL = 600
_MOST_CUT = 0.02
"""Of the characters of a table so many may go on in the next cell without a blank."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words that stand together, from `left` to `right`."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as it stands on the page, in points, y upwards; `share` is its height on the page.

    A line with several cells has wide gaps between them: a row of a table, or a head with the page
    number at the right. A ruled table stands among the lines as one of them, with its `table`.
    """

    cells: tuple[Cell, ...]
    bottom: float
    top: float
    size: float
    bold: bool
    share: float
    page: int
    upright: bool = True
    table: tuple[GridRow, ...] = ()

    @property
    def text(self) -> str:
        """All cells, one blank between them; a ruled table's row by row."""
        if self.table:
            return "\n".join(" ".join(row.cells) for row in self.table)
        return " ".join(cell.text for cell in self.cells)

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.cells[0].left

    @property
    def frame(self) -> Frame:
        """Its place on the page."""
        return Frame(self.left, self.bottom, self.right, self.top)

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.cells[-1].right


class PageReader:
    """Reads the lines of one page, turned upright."""

    def __init__(self, page: pdfium.PdfPage, number: int) -> None:
        self._number = number
        self._page = page
        self._text = page.get_textpage()
        self._inked: dict[int, Frame] = {}
        images = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE])
        self._has_image = next(iter(images), None) is not None
        self._frame = Frame(*page.get_bbox())
        self._rotation = int(page.get_rotation())
        upright = self.turned(self._frame)
        self._height = max(1.0, upright.top - upright.bottom)
        self._foot = upright.bottom

    def lines(self) -> list[TextLine]:
        """Return the lines in the order of the page's content, hyphenation mended."""
        return [line for indexes in self._runs({}) if (line := self._line(indexes)) is not None]

    def has_nameless_letters(self) -> bool:
        """Tell whether there are characters whose font does not say which letters they are."""
        count = min(pdfium_c.FPDFText_CountChars(self._text), _MOST_ASKED)
        return any(pdfium_c.FPDFText_HasUnicodeMapError(self._text, i) == 1 for i in range(count))

    def lines_and_tables(self, fields: Sequence[FormField] = ()) -> list[TextLine]:
        """Return the lines, ruled tables among them where their first words stand.

        Form fields that stand in a table's cell are told there.
        """
        found = (self._table(grid, fields) for grid in self._grids())
        tables = [table for table in found if table is not None]
        held = {index: table for table in tables for index in table.indexes}
        placed: list[TextLine] = []
        for indexes in self._runs(held):
            table = held.get(indexes[0])
            line = self._line(indexes) if table is None else table.line
            if line is not None and (table is None or line not in placed):
                placed.append(line)
        return placed

    def _grids(self) -> list[Grid]:
        across, upright = [], []
        for (x, y), (to_x, to_y) in drawn_lines(self._page):
            box = self.turned(Frame(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)))
            if box.right - box.left > box.top - box.bottom:
                across.append(Ruling((box.bottom + box.top) / 2, box.left, box.right))
            else:
                upright.append(Ruling((box.left + box.right) / 2, box.bottom, box.top))
        return find_grids(across, upright)

    def _table(self, grid: Grid, fields: Sequence[FormField]) -> _RuledTable | None:
        """Return a grid with its words, if enough of its cells hold any."""
        inside: list[list[int]] = [[] for _ in grid.cells]
        for index, box in self._boxes().items():
            x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
            position = next((i for i, c in enumerate(grid.cells) if _holds(c, x, y)), None)
            if position is not None:
                inside[position].append(index)
        filled = [" ".join(f.text for f in fields if f.stands_in(cell)) for cell in grid.cells]
        words = [self._words(indexes) for indexes in inside]
        rows = grid.rows([f"{a} {b}".strip() for a, b in zip(words, filled, strict=True)])
        rows = without_empty(rows)
        full = sum(1 for row in rows if row.filled > 1)
        indexes = sorted(index for cell in inside for index in cell)
        if full < _LEAST_ROWS or full < _LEAST_FULL * len(rows) or _is_prose(rows):
            return None
        if not indexes or _cuts_words(inside):
            return None
        first = indexes[0]
        frame, size = grid.frame, self._size(first)
        top, bottom = (frame.top - self._foot), (frame.bottom - self._foot)
        share = (
            max(bottom / self._height, 0.5) if bottom > top / 2 else min(top / self._height, 0.5)
        )
        ends = (Cell("", frame.left, frame.left), Cell("", frame.right, frame.right))
        line = TextLine(
            ends, frame.bottom, frame.top, size, False, share, self._number, table=tuple(rows)
        )
        return _RuledTable(line, tuple(indexes))

    def _words(self, indexes: list[int]) -> str:
        """Return the text of a cell's characters, which need not follow on each other."""
        placed: list[tuple[str, int]] = []
        for before, index in pairwise([indexes[0] - 1, *indexes] if indexes else []):
            between = [
                _char(pdfium_c.FPDFText_GetUnicode(self._text, i)) for i in range(before + 1, index)
            ]
            placed += [(" ", index)] if any(not char.strip() for char in between) else []
            placed += [(char, index) for char in between if char == "\u00ad"]
            placed.append((_char(pdfium_c.FPDFText_GetUnicode(self._text, index)), index))
        chars = [char for char, _ in placed]
        self._set_marks_apart([index for _, index in placed], chars)
        return _joined(chars)

    def _set_marks_apart(self, indexes: list[int], chars: list[str]) -> None:
        set_marks_apart(
            chars,
            lambda position: self._size(indexes[position]),
            lambda position: self._box(indexes[position]).bottom,
        )

    def _boxes(self) -> dict[int, Frame]:
        if not self._inked:
            for index in range(pdfium_c.FPDFText_CountChars(self._text)):
                if _char(pdfium_c.FPDFText_GetUnicode(self._text, index)).strip(" \u00ad"):
                    self._inked[index] = self._box(index)
        return self._inked

    def _runs(self, held: Mapping[int, object]) -> Iterator[list[int]]:
        """Yield the characters between line breaks; those held by tables stay by themselves."""
        run: list[int] = []
        for index in range(pdfium_c.FPDFText_CountChars(self._text)):
            ends = pdfium_c.FPDFText_GetUnicode(self._text, index) in (_RETURN, _NEWLINE)
            if run and (ends or held.get(run[-1]) is not held.get(index)):
                yield run
                run = []
            if not ends:
                run.append(index)
        if run:
            yield run

    def _line(self, indexes: list[int]) -> TextLine | None:
        codes = [pdfium_c.FPDFText_GetUnicode(self._text, index) for index in indexes]
        chars = [_char(code) for code in codes]
        inked = [position for position, char in enumerate(chars) if char.strip()]
        if not inked:
            return None
        first = indexes[inked[0]]
        size = self._size(first)
        if self._is_unseen(first, size):
            return None
        self._set_marks_apart(indexes, chars)
        cells = _with_mark(list(self._cells(indexes, chars, inked, size)))
        box, end = self._box(first), self._box(indexes[inked[-1]])
        return TextLine(
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

    def _is_unseen(self, index: int, size: float) -> bool:
        """Tell text that a reader cannot see; under a scan's picture it is the scan's own words."""
        if size < _TINIEST and self._height > _PAGE_HEIGHT:
            return True
        piece = pdfium_c.FPDFText_GetTextObject(self._text, index)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(piece) if piece else None
        return mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE and not self._has_image

    def _cells(
        self, indexes: list[int], chars: list[str], inked: list[int], size: float
    ) -> Iterator[Cell]:
        start = inked[0]
        left = self._box(indexes[start]).left
        for before, after in pairwise(inked):
            if after == before + 1:
                continue
            end, begin = self._box(indexes[before]), self._box(indexes[after])
            if begin.left - end.right > WIDE_GAP * size:
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

    def _box(self, index: int) -> Frame:
        rect = pdfium_c.FS_RECTF()
        pdfium_c.FPDFText_GetLooseCharBox(self._text, index, rect)
        return self.turned(Frame(rect.left, rect.bottom, rect.right, rect.top))

    def turned(self, box: Frame) -> Frame:
        """Return where a place of the page lies once the page is turned upright."""
        frame = self._frame
        match self._rotation:
            case 90:
                return Frame(box.bottom, frame.right - box.right, box.top, frame.right - box.left)
            case 180:
                return Frame(-box.right, -box.top, -box.left, -box.bottom)
            case 270:
                return Frame(-box.top, box.left, -box.bottom, box.right)
            case _:
                return box


@dataclass(frozen=True, slots=True)
class _RuledTable:
    """A ruled table as a line, and the characters in it."""

    line: TextLine
    indexes: tuple[int, ...]


def _holds(cell: Frame, x: float, y: float) -> bool:
    return cell.left <= x <= cell.right and cell.bottom <= y <= cell.top


def _cuts_words(cells: list[list[int]]) -> bool:
    """Tell the grid of a chart, whose lines run through its numbers, from a table's."""
    owners = {index: number for number, cell in enumerate(cells) for index in cell}
    cut = sum(1 for index, owner in owners.items() if owners.get(index + 1, owner) != owner)
    return cut > _MOST_CUT * len(owners)


def _is_prose(rows: list[GridRow]) -> bool:
    """Tell a page's frame around columns of text from a table."""
    cells = [cell for row in rows for cell in row.cells if cell]
    return sum(map(len, cells)) > _LONGEST_CELL * len(cells)


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
