"""Finds the headings of a PDF: from its bookmarks, from larger type, from bold lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.loaders.pdf_lines import Line
from ingest.loaders.pdf_rows import Row

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

    def __init__(self, lines: Iterable[Line], bookmarks: Iterable[Bookmark]) -> None:
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

    def _bookmarked(self, line: Line) -> int | None:
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
