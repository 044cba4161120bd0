"""What can be quoted from a passage: sentences, whole lists, table rows, each as one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from app.language.sentences import Unit, UnitKind, is_complete, units
from app.language.words import content_terms
from knowledge.domain.passages import Passage

_LONGEST_WHOLE_LIST = 8
_ITEMS_OF_A_LONG_LIST = 5
_ITEMS_OF_A_GIST = 2
_LONGEST_HEADING_WORDS = 8
_SHARE_OF_ROW = 0.5
_LEANS_BACK = re.compile(
    r"(?:this|that|these|those|it|they|he|she|such|however|otherwise|therefore|also|then|if so|in "
    r"(?:this|that|such) case|in addition|instead)\b",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"(?:(?<![ \t])[ \t]+)?\[\d{1,3}\]")
_STOPS = r".!?\u3002\uff01\uff1f"
_END = re.compile(rf"(?:(?<![{_STOPS}])[{_STOPS}]++[\"'\u201d\u2019)\]*_]*+|[;,](?: and| or)?)$")
_MARK_BEFORE = 16
_INDENT = "    "
_NUMBERED = re.compile(r"\d{1,3}[.)]\s*$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotable piece of passage number `number` (from 1): one sentence, one list or one row.

    `units` stand in reading order; `context` is what is read with them when they are scored.
    `marks` are a list's own numbers, one for each unit: "2", below it "2.a"; nothing for a bullet.
    """

    number: int
    units: tuple[Unit, ...]
    context: str = ""
    numbered: bool = False
    marks: tuple[str, ...] = ()

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


def quotations(number: int, passage: Passage) -> list[Quotation]:
    """Return what can be quoted from a passage, in reading order."""
    pieces = units(passage.text)
    return [
        quotation
        for key, run in groupby(enumerate(pieces), key=lambda pair: _together(pieces, pair[0]))
        for quotation in _from_run(number, passage, pieces, [index for index, _ in run])
    ]


def in_markdown(quotation: Quotation) -> str:
    """Return the quotation as Markdown, each sentence, item or row with its marker."""
    if quotation.kind is UnitKind.ROW:
        return _table(quotation)
    if quotation.kind is UnitKind.ITEM:
        return _list(quotation)
    return " ".join(marked(unit.text, quotation.number) for unit in quotation.units)


def shorten_list(quotation: Quotation, wanted: Mapping[str, float]) -> Quotation:
    """Keep all of a short list or of numbered steps, of a long one the items nearest to `wanted`.

    Steps are never picked from the middle: a procedure with holes is worse than a long one.
    """
    if quotation.kind is not UnitKind.ITEM or len(quotation.units) <= _LONGEST_WHOLE_LIST:
        return quotation
    if quotation.numbered:
        return quotation
    return _nearest_items(quotation, wanted, _ITEMS_OF_A_LONG_LIST)


def asked_rows(
    found: Sequence[Quotation], wanted: Mapping[str, float], *, share: float = _SHARE_OF_ROW
) -> list[Quotation]:
    """Leave out a table's rows that hold no more than this share of what its best row holds.

    What a row holds is the weight of its `wanted` terms. Heading and header are the same for all
    rows, so that by them all rows look alike. Where no row holds a wanted term, all stay.
    """
    held = {each: _weight_of(each.units[0], wanted) for each in found if each.kind is UnitKind.ROW}
    best: dict[tuple[int, str], float] = {}
    for row, weight in held.items():
        best[_table_of(row)] = max(best.get(_table_of(row), 0.0), weight)
    few = {
        row
        for row, weight in held.items()
        if weight < best[_table_of(row)] and weight <= share * best[_table_of(row)]
    }
    return [each for each in found if each not in few]


def _table_of(row: Quotation) -> tuple[int, str]:
    return row.number, row.units[0].lead


def gist(quotation: Quotation, wanted: Mapping[str, float]) -> Quotation:
    """Return what of a list its meaning is read from: a whole one blurs the item asked for."""
    if quotation.kind is not UnitKind.ITEM:
        return quotation
    return _nearest_items(quotation, wanted, _ITEMS_OF_A_GIST)


def _weight_of(unit: Unit, wanted: Mapping[str, float]) -> float:
    return sum(wanted.get(term, 0.0) for term in set(content_terms(unit.text)))


def _nearest_items(quotation: Quotation, wanted: Mapping[str, float], count: int) -> Quotation:
    nearness = [_weight_of(unit, wanted) for unit in quotation.units]
    nearest = sorted(range(len(nearness)), key=lambda i: (-nearness[i], i))[:count]
    kept = sorted(nearest)
    return replace(
        quotation,
        units=tuple(quotation.units[i] for i in kept),
        marks=tuple(quotation.marks[i] for i in kept if quotation.marks),
    )


def _together(pieces: Sequence[Unit], index: int) -> tuple[str, object]:
    unit = pieces[index]
    if unit.kind is UnitKind.ITEM:
        return "list", unit.lead
    return "alone", index


def _from_run(
    number: int, passage: Passage, pieces: Sequence[Unit], run: Sequence[int]
) -> Iterator[Quotation]:
    first = pieces[run[0]]
    if first.kind is UnitKind.ITEM:
        numbered = bool(
            _NUMBERED.search(passage.text[max(0, first.start - _MARK_BEFORE) : first.start])
        )
        if not (numbered and len(run) == 1 and _is_heading(first)):
            items = tuple(pieces[i] for i in run)
            marks = tuple(_marks(passage.text, items))
            yield Quotation(number, items, first.lead, numbered, marks)
    elif first.kind is UnitKind.ROW:
        row = _without_header(first)
        # A row without its header says nothing, nor does the header once more.
        if row.lead and row.text != row.lead:
            yield Quotation(number, (row,), row.lead)
    elif is_complete(first):
        before = _leans_on(pieces, run[0], passage.text)
        yield Quotation(number, (*before, first))


def _is_heading(unit: Unit) -> bool:
    """Tell whether a lone numbered line, "1. The dates", is a section's heading."""
    return len(unit.text.split()) <= _LONGEST_HEADING_WORDS and not _END.search(unit.text)


def _without_header(row: Unit) -> Unit:
    """Cut off the header that begins the next part of a split table, where parts were joined."""
    if row.lead and row.text.endswith(f" {row.lead}"):
        text = row.text[: -len(row.lead)].rstrip()
        return replace(row, text=text, end=row.start + len(text))
    return row


def _leans_on(pieces: Sequence[Unit], index: int, text: str) -> tuple[Unit, ...]:
    """Return the sentence before one that begins with "This", "They", "However" ..."""
    if index == 0 or not _LEANS_BACK.match(pieces[index].text):
        return ()
    before = pieces[index - 1]
    apart = "\n\n" in text[before.end : pieces[index].start]
    return () if apart or not is_complete(before) else (before,)


def marked(text: str, number: int) -> str:
    """Return a sentence with its marker before the full stop, without the source's footnotes."""
    text = _FOOTNOTE.sub("", " ".join(text.split()))
    stop = _END.search(text)
    if stop is None:
        return f"{text} [{number}]"
    return f"{text[: stop.start()]} [{number}]{stop.group()}"


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
    header = quotation.units[0].lead.split(" | ")
    rows = [f"| {_FOOTNOTE.sub('', unit.text)} [{quotation.number}] |" for unit in quotation.units]
    return "\n".join((f"| {' | '.join(header)} |", "|" + " --- |" * len(header), *rows))
