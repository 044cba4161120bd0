"""Makes headings, paragraphs, lists and tables of the rows of a PDF's pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.loaders.content.outline import Outline, table_text
from ingest.loaders.pdf.lines import Cell, TextLine
from ingest.loaders.pdf.rows import Row
from ingest.loaders.tables.blocks import add_table
from knowledge.domain.documents import BlockKind

_ITEM = re.compile(
    r"^(?:[\u2022\u25cf\u25cb\u25aa\u25ab\u25a0\u25a1\u2751\u274f\u2043\u2023\u27a2\u2794\u2713\u2714"
    r"\uf000-\uf0ff*\u2013-]\s*\S|\(?(?:\d{1,2}|[a-z])[.)]\s+\S)"
)
_ENDS = (".", "!", "?", ":", ";")
_WIDER = 1.3
_SHORT = 0.75
_MOST_HEADING_LINES = 4
_LEADERS = re.compile(r"(?:\s?[.\u2026_]){4,}\s?")
_LOOSEST = 2.0
"""Font sizes from line to line above which lines are no longer one paragraph."""


@dataclass(slots=True)
class _PdfPage:
    rows: list[Row]
    pitch: float
    width: float


def add_page(outline: Outline, rows: list[Row], headings: Headings, number: int) -> None:
    """Add one page's rows to the outline."""
    page = _PdfPage(rows, _usual_pitch(rows), max((r.first.right for r in rows), default=0.0))
    writer = _Writer(outline, page, number)
    for position, row in enumerate(rows):
        following = rows[position + 1] if position + 1 < len(rows) else None
        before = rows[position - 1] if position else None
        level = headings.level(row, before, following)
        if row.first.table:
            writer.ruled_table(row.first)
        elif level is not None:
            writer.heading(row, level)
        elif row.is_table_row:
            writer.table_row(row)
        else:
            writer.line(row)
    writer.finish()


class _Writer:
    """Holds the paragraph or table that is being written."""

    def __init__(self, outline: Outline, page: _PdfPage, number: int) -> None:
        self._outline = outline
        self._page = page
        self._number = number
        self._heading: tuple[int, list[Row]] | None = None
        self._lines: list[TextLine] = []
        self._items: list[str] = []
        self._table: list[Row] = []

    def heading(self, row: Row, level: int) -> None:
        """Take a heading; one that goes on over several lines is one."""
        self._flush_text()
        held = self._heading
        if held is not None and held[0] == level and self._follows(held[1][-1].first, row.first):
            held[1].append(row)
        else:
            self._flush_heading()
            self._heading = (level, [row])

    def line(self, row: Row) -> None:
        """Take a line of text."""
        self._flush_heading()
        self._flush_table()
        line = TextLine(
            cells=(Cell(row.texts()[0], row.first.left, row.lines[-1].right),),
            bottom=row.lines[-1].bottom,
            top=row.first.top,
            size=row.first.size,
            bold=row.first.bold,
            share=row.first.share,
            page=row.first.page,
        )
        if self._lines and self._begins_paragraph(self._lines[-1], line):
            self._flush_paragraph()
        self._lines.append(line)

    def table_row(self, row: Row) -> None:
        """Take a row of a table."""
        self._flush_heading()
        self._flush_paragraph()
        self._flush_items()
        self._table.append(row)

    def ruled_table(self, line: TextLine) -> None:
        """Write a table whose cells are known."""
        self.finish()
        add_table(self._outline, line.table, page=self._number)

    def finish(self) -> None:
        """Write what is left."""
        self._flush_heading()
        self._flush_text()

    def _follows(self, before: TextLine, after: TextLine) -> bool:
        drop = before.bottom - after.bottom
        return 0 < drop < 1.6 * before.size and abs(before.size - after.size) < 1

    def _begins_paragraph(self, before: TextLine, after: TextLine) -> bool:
        if _ITEM.match(after.text):
            return True
        drop = before.bottom - after.bottom
        goes_on = not before.text.endswith(_ENDS) and after.text[:1].islower()
        if drop <= 0:
            # The next column: the sentence may go on there.
            return not goes_on
        if drop > self._page.pitch * _WIDER * max(1.0, after.size / before.size):
            return not goes_on or drop > 2 * self._page.pitch
        indented = after.left > before.left + 0.8 * after.size
        short = before.right < self._page.width * _SHORT
        listed = bool(self._lines and _ITEM.match(self._lines[0].text))
        return before.text.endswith(_ENDS) and (
            (indented and not listed) or (short and not goes_on)
        )

    def _flush_text(self) -> None:
        self._flush_paragraph()
        self._flush_items()
        self._flush_table()

    def _flush_heading(self) -> None:
        if self._heading is not None:
            level, rows = self._heading
            self._heading = None
            if len(rows) <= _MOST_HEADING_LINES:
                self._outline.heading(level, " ".join(row.first.text for row in rows))
                return
            # Larger type, but a whole paragraph in it.
            for row in rows:
                self.line(row)
            self._flush_paragraph()

    def _flush_paragraph(self) -> None:
        lines, self._lines = self._lines, []
        if not lines:
            return
        text = _joined([line.text for line in lines])
        if _ITEM.match(text):
            self._items.append(text)
        else:
            self._flush_items()
            self._outline.block(text, page=self._number)

    def _flush_items(self) -> None:
        items, self._items = self._items, []
        if items:
            self._outline.block("\n".join(items), BlockKind.LIST, page=self._number)

    def _flush_table(self) -> None:
        rows, self._table = self._table, []
        if rows:
            kind = BlockKind.TABLE if len(rows) > 1 else BlockKind.PARAGRAPH
            self._outline.block(table_text(_aligned(rows)), kind, page=self._number)


def _joined(texts: list[str]) -> str:
    joined = texts[0]
    for text in texts[1:]:
        if joined.endswith("-") and joined[-2:-1].isalpha() and text[:1].islower():
            joined = joined[:-1] + text
        else:
            joined = f"{joined} {text}"
    return _LEADERS.sub(" ", joined)


def _usual_pitch(rows: list[Row]) -> float:
    drops = [
        (a.first.bottom - b.first.bottom, a.first.size)
        for a, b in pairwise(rows)
        if not a.is_table_row and not b.is_table_row
    ]
    near = [drop for drop, size in drops if 0 < drop < _LOOSEST * size]
    return median(near) if near else 12.0


def _aligned(rows: list[Row]) -> list[list[str]]:
    """Put cells under their column's head, so that an empty cell leaves a gap."""
    fullest = max(rows, key=lambda row: len(row.cells))
    spans = [(cell[0].left, max(part.right for part in cell)) for cell in fullest.cells]
    placed = [_placed(row, spans) for row in rows]
    return [
        row.texts() if cells is None else cells for row, cells in zip(rows, placed, strict=True)
    ]


def _placed(row: Row, spans: list[tuple[float, float]]) -> list[str] | None:
    cells = [""] * len(spans)
    for parts, text in zip(row.cells, row.texts(), strict=True):
        left, right = parts[0].left, max(part.right for part in parts)
        middle = (left + right) / 2
        overlaps = [min(right, b) - max(left, a) for a, b in spans]
        best = max(range(len(spans)), key=lambda i: overlaps[i])
        if overlaps[best] <= 0:
            best = min(range(len(spans)), key=lambda i: abs(middle - sum(spans[i]) / 2))
        if cells[best]:
            return None
        cells[best] = text
    return cells


# Finds the headings of a PDF: from its bookmarks, from larger type, from bold lines.


_LARGER = 1.12
_LONGEST = 140
_PROSE = 25
_MOST_SIZES = 4
_BOLD_LEVEL = 6
_WORD = re.compile(r"\w+")
_NO_HEADING = re.compile(r"^(?:table|figure|fig\.|exhibit|box|note|source)\b", re.I)
_LETTER = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the document's outline: `level` from 0, `page` from 1, None if it has none."""

    title: str
    level: int
    page: int | None


class Headings:
    """Knows the type sizes and bookmarks of one document and tells which rows are headings."""

    def __init__(self, lines: Iterable[TextLine], bookmarks: Iterable[Bookmark]) -> None:
        weights: Counter[float] = Counter()
        prose: Counter[float] = Counter()
        for line in lines:
            weights[_rounded(line.size)] += len(line.text)
            if len(line.cells) == 1 and len(line.text) >= _PROSE:
                prose[_rounded(line.size)] += len(line.text)
        # Of prose, where there is any: large tables in small type would make all else a heading.
        usual = (prose or weights).most_common(1)
        self._body = usual[0][0] if usual else 1.0
        larger = sorted((s for s in weights if s >= self._body * _LARGER), reverse=True)
        self._levels = {size: min(rank, _MOST_SIZES) for rank, size in enumerate(larger, start=1)}
        self._bookmarks = {
            (_words(bookmark.title), bookmark.page): bookmark.level for bookmark in bookmarks
        }

    def level(self, row: Row, before: Row | None, following: Row | None) -> int | None:
        """Return the row's level, 1 the highest, or None if it is text."""
        text = row.first.text
        if (
            not row.first.upright
            or row.is_table_row
            or len(text) > _LONGEST
            or not _LETTER.search(text)
        ):
            return None
        size_level = self._levels.get(_rounded(row.first.size))
        bookmarked = self._bookmarked(row.first)
        if bookmarked is not None:
            return size_level or min(len(self._levels) + 1 + bookmarked, _BOLD_LEVEL)
        if _NO_HEADING.match(text) or text.endswith((".", ",", ";")) or text[0].islower():
            return None
        if size_level is not None:
            return size_level
        return _BOLD_LEVEL if self._stands_out(row, before, following) else None

    def _bookmarked(self, line: TextLine) -> int | None:
        words = _words(line.text)
        return self._bookmarks.get((words, line.page), self._bookmarks.get((words, None)))

    def _stands_out(self, row: Row, before: Row | None, following: Row | None) -> bool:
        """Tell whether a bold line leads to text that is not bold, and begins something new."""
        line = row.first
        if before is not None and not _is_finished(before):
            return False
        if not line.bold or following is None or following.is_table_row or len(row.lines) > 1:
            return False
        begins_well = line.text[0].isupper() or line.text[0].isdigit()
        return begins_well and not following.first.bold and not line.text.endswith(":")


def _is_finished(row: Row) -> bool:
    return row.is_table_row or row.first.bold or row.lines[-1].text.endswith((".", "!", "?", ":"))


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
