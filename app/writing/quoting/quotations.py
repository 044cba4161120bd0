"""Quoted sentences, list items and table rows, and how they are written as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.language.sentences import Unit, UnitKind
from app.language.words import content_terms
from knowledge.domain.documents import CELL_SEPARATOR

_FOOTNOTE = re.compile(r"(?:(?<![ \t])[ \t]+)?\[\d{1,3}\]")
_STOPS = r".!?\u3002\uff01\uff1f"
_END = re.compile(rf"(?:(?<![{_STOPS}])[{_STOPS}]++[\"'\u201d\u2019)\]*_]*+|[;,](?: and| or)?)$")
_MARK_BEFORE = 16
_INDENT = "    "
_NUMBERED = re.compile(r"\d{1,3}[.)]\s*$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Neighbouring units of passage number `number` (from 1), all of one kind.

    `units` stand in reading order. `marks` are a list's own numbers, one for each unit: "2", below
    it "2.a"; nothing for a bullet. `whole` is how many items the list has, or rows the table.
    """

    number: int
    units: tuple[Unit, ...]
    marks: tuple[str, ...] = ()
    whole: int = 0

    @property
    def start(self) -> int:
        """Where it begins in the passage's text."""
        return self.units[0].start

    @property
    def kind(self) -> UnitKind:
        """What its units are."""
        return self.units[0].kind

    @property
    def text(self) -> str:
        """Its words, the lead-in first, for scoring."""
        return " ".join((self.units[0].lead, *(unit.text for unit in self.units))).strip()


def asked_rows(quotation: Quotation, asked: Mapping[str, float]) -> Quotation:
    """Leave out a table's rows that hold at most half of what its best row holds.

    `asked` is how much each term counts. Where no row holds one of them, all stay.
    """
    if quotation.kind is not UnitKind.ROW:
        return quotation
    held = [
        sum(asked.get(term, 0.0) for term in set(content_terms(unit.text)))
        for unit in quotation.units
    ]
    if not any(held):
        return quotation
    kept = (u for u, share in zip(quotation.units, held, strict=True) if 2 * share > max(held))
    return replace(quotation, units=tuple(kept))


def in_markdown(quotation: Quotation) -> str:
    """Return the quotation as Markdown, each sentence, item or row with its marker."""
    if quotation.kind is UnitKind.ROW:
        return _table(quotation)
    if quotation.kind is UnitKind.ITEM:
        return _list(quotation)
    return " ".join(marked(unit.text, quotation.number) for unit in quotation.units)


def without_header(row: Unit) -> Unit:
    """Cut off the header that begins the next part of a split table, where parts were joined."""
    if row.lead and row.text.endswith(f" {row.lead}"):
        text = row.text[: -len(row.lead)].rstrip()
        return replace(row, text=text, end=row.start + len(text))
    return row


def marked(text: str, number: int) -> str:
    """Return a sentence with its marker before the full stop, without the source's footnotes."""
    text = _FOOTNOTE.sub("", " ".join(text.split()))
    stop = _END.search(text)
    if stop is None:
        return f"{text} [{number}]"
    return f"{text[: stop.start()]} [{number}]{stop.group()}"


def starts_with_number(text: str, item: Unit) -> bool:
    """Tell whether a list item is a numbered one."""
    return bool(_NUMBERED.search(text[max(0, item.start - _MARK_BEFORE) : item.start]))


def marks_of(text: str, items: Sequence[Unit]) -> tuple[str, ...]:
    """Return each item's number with those above it, as people name it: "2.a.i"."""
    return tuple(_marks(text, items))


def _marks(text: str, items: Sequence[Unit]) -> Iterator[str]:
    """Yield each item's number with those above it, as people name it: "2.a.i"."""
    above: list[tuple[int, str]] = []
    for item in items:
        before = text[text.rfind("\n", 0, item.start) + 1 : item.start]
        depth = len(before) - len(before.lstrip())
        mark = before.strip().strip("().")
        own = mark if mark[:1].isalnum() else ""
        while above and above[-1][0] >= depth:
            above.pop()
        yield ".".join([*(mark for _, mark in above if mark and own), own] if own else [])
        above.append((depth, own))


def _list(quotation: Quotation) -> str:
    lead = quotation.units[0].lead
    marks = quotation.marks or ("",) * len(quotation.units)
    counted = _is_counted(marks)
    lines = [
        f"{_bullet(mark, counted=counted)} {marked(unit.text, quotation.number)}"
        for mark, unit in zip(marks, quotation.units, strict=True)
    ]
    return "\n".join(([_FOOTNOTE.sub("", lead), ""] if lead else []) + lines)


def _is_counted(marks: Sequence[str]) -> bool:
    """Tell whether Markdown's own numbers are those of the list: one after the other."""
    outer = [mark for mark in marks if mark and "." not in mark]
    if outer[:1] != [*marks[:1]] or not outer[0].isdecimal():
        return False
    first = int(outer[0])
    return outer == [str(count) for count in range(first, first + len(outer))]


def _bullet(mark: str, *, counted: bool) -> str:
    """Return what stands before an item; a number that Markdown would change is text."""
    if counted and mark.isdecimal():
        return f"{mark}."
    indented = _INDENT * mark.count(".")
    # Not "2.a.": a full stop would end a sentence.
    return f"{indented}- {mark})" if mark else f"{indented}-"


def _table(quotation: Quotation) -> str:
    header = quotation.units[0].lead.split(CELL_SEPARATOR)
    rows = [f"| {_FOOTNOTE.sub('', unit.text)} [{quotation.number}] |" for unit in quotation.units]
    return "\n".join((f"| {' | '.join(header)} |", "|" + "---|" * len(header), *rows))
