"""A passage as the reader sees it: where it stands, from when to when, its words with the quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from itertools import pairwise
from urllib.parse import urlsplit

from app.i18n import texts
from app.language.characters import ThinnedText
from app.rendering.markdown import visible
from knowledge.domain.documents import CELL_SEPARATOR
from knowledge.domain.passages import Passage

"""What parts the cells of a table's row in a passage."""
_BULLET = re.compile(r"[-*\u2022\u25cf\u25aa]\s+")
_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s+")


_EMPTY_LINES = re.compile(r"\n\s*\n")
_BETWEEN_WORDS = re.compile(r"[\s|]+")


def day(value: date) -> str:
    """Return a day that cannot be misread on either side of the ocean: 1 Jan 2027."""
    return texts.day(value)


def in_force(first: date | None, last: date | None) -> str:
    """Return the days in force in words; empty where the document names none."""
    if first and last:
        return texts.FROM_UNTIL.format(first=day(first), last=day(last))
    if first:
        return texts.FROM_DAY.format(first=day(first))
    return texts.UNTIL_DAY.format(last=day(last)) if last else ""


def section(passage: Passage) -> str:
    """Return the heading path below the title."""
    return texts.PATH_SEPARATOR.join(
        heading for heading in passage.headings if heading != passage.title
    )


def pages(passage: Passage) -> str:
    """Return "p. 3", "pp. 3 to 4" (with a dash), the place where there are no pages, or nothing."""
    first, last = passage.first_page, passage.last_page
    if first is None:
        return passage.place
    if last is None or last == first:
        return texts.PAGE_SHORT.format(page=first)
    return texts.PAGES_SHORT.format(first=first, last=last)


def place_line(passage: Passage) -> str:
    """Return section, page and version in one line, leaving out what is not known."""
    version = texts.VERSION_SHORT.format(version=passage.version) if passage.version else ""
    return " · ".join(part for part in (section(passage), pages(passage), version) if part)


def safe_link(url: str) -> str:
    """Return the address when a browser may open it (http, https with a host), else nothing."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""


def passage_html(text: str, quotes: Sequence[str] = ()) -> str:
    """Return a passage's words as paragraphs, lists and tables, the quotes marked."""
    shown = visible(text)
    marks = [span for quote in quotes if (span := _find(shown, visible(quote)))]
    return "".join(_block(shown, *block, marks) for block in _blocks(shown))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the text's blocks lie, between its empty lines."""
    begin = 0
    for gap in _EMPTY_LINES.finditer(text):
        yield begin, gap.start()
        begin = gap.end()
    yield begin, len(text)


def _find(text: str, quote: str) -> tuple[int, int] | None:
    """Find the quote whatever its blanks, letter case and closing stop."""
    found = ThinnedText.of(text, _BETWEEN_WORDS).find(quote.strip().rstrip("."))
    if found is None:
        return None
    start, end = found
    return start, end + text.startswith(".", end)


def _block(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> str:
    lines = [
        (first, start + line.end())
        for line in re.finditer(r"[^\n]+", text[start:end])
        if (first := start + line.end() - len(line.group().lstrip())) < start + line.end()
    ]
    if not lines:
        return ""
    if all(CELL_SEPARATOR in text[first:last] for first, last in lines) and len(lines) > 1:
        return _table(text, lines, marks)
    bullets = [_BULLET.match(text, first, last) for first, last in lines]
    if all(bullets):
        found = zip(bullets, lines, strict=True)
        return _list([(bullet.end(), last) for bullet, (_, last) in found if bullet], text, marks)
    if all(_NUMBER.match(text, first, last) for first, last in lines):
        return _list(lines, text, marks, ' class="cw-plain"')
    return "<p>" + "<br>".join(_marked(text, *line, marks) for line in lines) + "</p>"


def _list(
    items: Sequence[tuple[int, int]],
    text: str,
    marks: Sequence[tuple[int, int]],
    attribute: str = "",
) -> str:
    shown = "".join(f"<li>{_marked(text, *item, marks)}</li>" for item in items)
    return f"<ul{attribute}>{shown}</ul>"


def _table(text: str, lines: Sequence[tuple[int, int]], marks: Sequence[tuple[int, int]]) -> str:
    rows = []
    for number, (first, last) in enumerate(lines):
        tag = "th" if number == 0 else "td"
        cells = (_marked(text, *cell, marks) for cell in _cells(text, first, last))
        rows.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>")
    head, body = rows[0], "".join(rows[1:])
    return (
        '<div class="cw-table" tabindex="0"><table>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cells = []
    for piece in text[start:end].split(CELL_SEPARATOR):
        cells.append((start, start + len(piece)))
        start += len(piece) + len(CELL_SEPARATOR)
    return cells


def _marked(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> str:
    """Return `text[start:end]` escaped, with the marked places between mark tags."""
    edges = {start, end} | {edge for mark in marks for edge in mark if start < edge < end}
    pieces = []
    ordered = sorted(edges)
    for first, last in pairwise(ordered):
        words = escape(text[first:last])
        inside = any(mark[0] <= first and last <= mark[1] for mark in marks)
        pieces.append(f"<mark>{words}</mark>" if inside and words.strip() else words)
    return "".join(pieces)
