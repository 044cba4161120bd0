"""Where a text's sentences, list items and table rows begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.domain.documents import CELL_SEPARATOR
from knowledge.lexical.sentences import sentence_spans, trimmed


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


_ITEM = re.compile(
    r"(?:[-*+\u2022\u25cf\u25aa\u2013]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])[ \t]+"
)
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t]+")
# "Period of performance: Up to 5 years", as records and slides have it.
_FIELD = re.compile(r"[^\W\d_][^\n:.!?]{0,40}:[ \t]+\S")
_FEWEST_FIELDS = 2
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
        yield from trimmed(text, begin, line_end)
        begin = line_end + 1


def _is_table(text: str, lines: list[tuple[int, int]]) -> bool:
    with_cells = sum(CELL_SEPARATOR in text[start:end] for start, end in lines)
    return bool(lines) and with_cells == len(lines) and not _ITEM.match(text, lines[0][0])


def _rows(text: str, lines: list[tuple[int, int]]) -> Iterator[Unit]:
    header = text[slice(*lines[0])] if len(lines) > 1 else ""
    for number, (start, end) in enumerate(lines):
        kind = UnitKind.HEADER if header and number == 0 else UnitKind.ROW
        yield Unit(text[start:end], start, end, kind, "" if number == 0 else header)


def _prose(text: str, lines: list[tuple[int, int]], lead: str) -> Iterator[Unit]:
    run: list[tuple[int, int]] = []
    fields = _fields(text, lines)
    for start, end in lines:
        marker = _ITEM.match(text, start, end)
        heading = _MARKDOWN_HEADING.match(text, start, end)
        if marker or heading or start in fields:
            before = list(_running(text, run, fields))
            yield from before
            lead = _lead_after(before, lead)
            run = []
        if heading:
            yield Unit(text[heading.end() : end], heading.end(), end, UnitKind.HEADING)
        elif marker:
            yield from _item(text, marker.end(), end, lead)
        else:
            run.append((start, end))
    yield from _running(text, run, fields)


def _item(text: str, start: int, end: int, lead: str) -> Iterator[Unit]:
    for left, right in trimmed(text, start, end):
        yield Unit(text[left:right], left, right, UnitKind.ITEM, lead)


def _fields(text: str, lines: list[tuple[int, int]]) -> frozenset[int]:
    """Return where a record's lines begin, each a name and what it has, if these are any."""
    found = frozenset(start for start, end in lines if _FIELD.match(text, start, end))
    return found if len(found) >= _FEWEST_FIELDS else frozenset()


def _running(
    text: str, run: list[tuple[int, int]], fields: frozenset[int] = frozenset()
) -> Iterator[Unit]:
    if not run:
        return
    if run[0][0] in fields:
        for start, end in sentence_spans(text, run[0][0], run[-1][1]):
            yield Unit(text[start:end], start, end)
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
