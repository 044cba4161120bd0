"""Where a text's sentences, list items and table rows begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is, which decides how it may be quoted."""

    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"
    HEADER = "header"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest piece that reads as a whole: `text` is the source's `[start:end]`, verbatim.

    `lead` is what must stand before it to be understood: a list item's lead-in sentence, a table
    row's header row. Empty where it stands alone.
    """

    text: str
    start: int
    end: int
    kind: UnitKind = UnitKind.SENTENCE
    lead: str = ""


_SHORT_WORDS = """
    mr mrs ms dr prof st vs etc e.g i.e eg ie inc ltd co corp dept approx est al jan feb mar apr
    jun jul aug sep sept oct nov dec u.s u.s.c c.f.r cf a.m p.m ph.d m.d
"""
_ABBREVIATIONS = frozenset(_SHORT_WORDS.split())
# These are abbreviations before a figure only: "No. 5", but "Is it covered? No. You pay."
_BEFORE_FIGURES = frozenset(["no", "nos", "fig", "sec", "art", "p", "pp", "par", "ch", "vol"])
# A full stop ends a sentence when a blank follows; CJK stops need none. Closing quotes
# belong to it.
_STOP = re.compile(r"(?:[.!?]+[\"'\u201d\u2019)\]]*(?=\s|$))|[\u3002\uff01\uff1f]+")
_ITEM = re.compile(
    r"[ \t]*(?:[-*+\u2022\u25cf\u25aa\u2013]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])[ \t]+"
)
_MARKDOWN_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+")
_CELLS = " | "
_LONGEST_HEADING_WORDS = 12
_TEXT_TO_TITLE = 2


def units(text: str) -> list[Unit]:
    """Return the text's units in order; none overlap, each is a verbatim piece of the text."""
    found: list[Unit] = []
    lead = ""
    for start, end in _paragraphs(text):
        lines = list(_lines(text, start, end))
        if _is_table(text, lines):
            found += _rows(text, lines)
            lead = ""
            continue
        paragraph = list(_prose(text, lines, lead))
        found += paragraph
        lead = _lead_after(paragraph, lead)
    return found


def sentences(text: str) -> list[str]:
    """Return the sentences of running text, without the blanks around them."""
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of `text[start:end]` lie, blanks around them left out."""
    begin = start
    for match in _STOP.finditer(text, start, end):
        if _ends_sentence(text, begin, match, end):
            yield from _trimmed(text, begin, match.end())
            begin = match.end()
    yield from _trimmed(text, begin, end)


def is_complete(unit: Unit) -> bool:
    """Tell whether a unit reads as a whole: no heading, fragment, question or bare lead-in."""
    if unit.kind in {UnitKind.HEADING, UnitKind.HEADER}:
        return False
    if unit.kind in {UnitKind.ROW, UnitKind.ITEM}:
        return True
    first = unit.text.lstrip("\"'\u201c\u2018([*_")[:1]
    last = unit.text.rstrip("\"'\u201d\u2019)]*_ ")[-1:]
    return bool(first) and not first.islower() and last in {".", "!", "\u3002", "\uff01"}


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for gap in re.finditer(r"\n[ \t]*\n\s*", text):
        yield begin, gap.start()
        begin = gap.end()
    yield begin, len(text)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    while begin < end:
        line_end = text.find("\n", begin, end)
        line_end = end if line_end < 0 else line_end
        yield from _trimmed(text, begin, line_end)
        begin = line_end + 1


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - len(piece) + len(piece.rstrip())
    if left < right:
        yield left, right


def _is_table(text: str, lines: list[tuple[int, int]]) -> bool:
    with_cells = sum(_CELLS in text[start:end] for start, end in lines)
    return bool(lines) and with_cells == len(lines) and not _ITEM.match(text, lines[0][0])


def _rows(text: str, lines: list[tuple[int, int]]) -> Iterator[Unit]:
    header = text[slice(*lines[0])] if len(lines) > 1 else ""
    for number, (start, end) in enumerate(lines):
        kind = UnitKind.HEADER if header and number == 0 else UnitKind.ROW
        yield Unit(text[start:end], start, end, kind, "" if number == 0 else header)


def _prose(text: str, lines: list[tuple[int, int]], lead: str) -> Iterator[Unit]:
    run: list[tuple[int, int]] = []
    for start, end in lines:
        marker = _ITEM.match(text, start, end)
        heading = _MARKDOWN_HEADING.match(text, start, end)
        if marker or heading:
            before = list(_running(text, run))
            yield from before
            lead = _lead_after(before, lead)
            run = []
        if heading:
            yield Unit(text[heading.end() : end], heading.end(), end, UnitKind.HEADING)
        elif marker:
            yield from _item(text, marker.end(), end, lead)
        else:
            run.append((start, end))
    yield from _running(text, run)


def _item(text: str, start: int, end: int, lead: str) -> Iterator[Unit]:
    for left, right in _trimmed(text, start, end):
        yield Unit(text[left:right], left, right, UnitKind.ITEM, lead)


def _running(text: str, run: list[tuple[int, int]]) -> Iterator[Unit]:
    if not run:
        return
    if len(run) == 1 and _looks_like_heading(text[slice(*run[0])]):
        yield Unit(text[slice(*run[0])], *run[0], UnitKind.HEADING)
        return
    if _is_title_line(text, run):
        yield Unit(text[slice(*run[0])], *run[0], UnitKind.HEADING)
        run = run[1:]
    for start, end in sentence_spans(text, run[0][0], run[-1][1]):
        yield Unit(text[start:end], start, end)


def _is_title_line(text: str, run: list[tuple[int, int]]) -> bool:
    """Tell whether a paragraph begins with a title on a line of its own.

    The lines of wrapped text are of about one length, and go on in lower case.
    """
    if len(run) == 1:
        return False
    first, second = text[slice(*run[0])], text[slice(*run[1])]
    return (
        _looks_like_heading(first)
        and second[0].isupper()
        and len(second) > _TEXT_TO_TITLE * len(first)
    )


def _looks_like_heading(line: str) -> bool:
    return line[-1].isalnum() and len(line.split()) <= _LONGEST_HEADING_WORDS


def _lead_after(paragraph: list[Unit], lead: str) -> str:
    if not paragraph:
        return lead
    last = paragraph[-1]
    if last.kind is UnitKind.ITEM:
        return last.lead
    return last.text if last.text.rstrip("*_").endswith((":", "\uff1a")) else ""


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    if match.group()[0] != ".":
        return True
    word = text[begin : match.start()].rsplit(None, 1)[-1:] or [""]
    bare = word[0].lower().lstrip("([\"'\u201c")
    following = text[match.end() : end].lstrip()[:1]
    if following and following.islower():
        return False
    single_letter = len(bare) == 1 and bare.isalpha() and word[0].isupper()
    numbered = bare in _BEFORE_FIGURES and following.isdigit()
    return not (following and (bare in _ABBREVIATIONS or single_letter or numbered))
