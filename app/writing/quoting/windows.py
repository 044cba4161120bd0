"""What an answer can be made of: windows, which are a few neighbouring units of a passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.language.sentences import Unit, UnitKind, units
from app.writing.quoting.quotations import Quotation, marks_of, starts_with_number, without_header
from knowledge.domain.passages import Passage

MOST_WORDS = 60
"""What a person with a caller on the line can take in."""
_MOST_UNITS = 4
_AROUND = {UnitKind.ITEM: 1, UnitKind.ROW: 2}
_RULE = 1
"""The line below a table's header is written without a space, so that it costs little."""
_LONGEST_HEADING_WORDS = 8
_LEADS_IN = (":", "\uff1a")
_STOPS = frozenset(".!?;,\u3002\uff01\uff1f")


def windows(number: int, passage: Passage) -> list[Quotation]:
    """Return every run of neighbouring units of passage `number` that can be quoted as one piece.

    A run stays within a section's sentences, a list or a table. It has at most four sentences or
    rows, or as many items as fit. Only a single unit may be longer than 60 words.
    """
    pieces = units(passage.text)
    found: list[Quotation] = []
    for _, run in groupby(enumerate(pieces), key=lambda pair: _block(pieces, pair[0])):
        found += _of_block(number, passage, [unit for _, unit in run])
    return found


def words_of(unit: Unit) -> int:
    """Return how many words a unit takes up as it is written: bullets and a row's ends count."""
    return len(unit.text.split()) + _AROUND.get(unit.kind, 0)


def words_of_lead(unit: Unit) -> int:
    """Return how many words stand above a unit: a lead-in, or a header with the rule below it."""
    if unit.kind is not UnitKind.ROW:
        return len(unit.lead.split())
    return len(unit.lead.split()) + _AROUND[UnitKind.ROW] + _RULE


def _block(pieces: Sequence[Unit], index: int) -> tuple[str, object]:
    unit = pieces[index]
    if unit.kind in {UnitKind.ITEM, UnitKind.ROW}:
        return unit.kind.value, unit.lead
    if unit.text.rstrip("*_").endswith(_LEADS_IN):
        return "lead", ""
    # Sentences run on over the blank line between two paragraphs, not over a heading.
    return unit.kind.value, ""


def _of_block(number: int, passage: Passage, block: Sequence[Unit]) -> Iterator[Quotation]:
    first = block[0]
    leads = first.kind is UnitKind.SENTENCE and first.text.rstrip("*_").endswith(_LEADS_IN)
    if first.kind in {UnitKind.HEADING, UnitKind.HEADER} or leads:
        return
    if _is_lone_heading(passage.text, block):
        return
    marks = marks_of(passage.text, block) if first.kind is UnitKind.ITEM else ()
    if first.kind is UnitKind.ROW:
        # A row without its header says nothing, nor does the header once more.
        block = [row for row in map(without_header, block) if row.lead and row.text != row.lead]
    for begin, end in _runs(block):
        yield Quotation(number, tuple(block[begin:end]), marks[begin:end], len(block))


def _runs(block: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    for begin, first in enumerate(block):
        words = words_of_lead(first)
        longest = len(block) if first.kind is UnitKind.ITEM else begin + _MOST_UNITS
        for end in range(begin, min(longest, len(block))):
            words += words_of(block[end])
            if end > begin and words > MOST_WORDS:
                break
            yield begin, end + 1


def _is_lone_heading(text: str, block: Sequence[Unit]) -> bool:
    """Tell whether a lone numbered line, "1. The dates", is a section's heading."""
    line = block[0].text
    return (
        len(block) == 1
        and block[0].kind is UnitKind.ITEM
        and starts_with_number(text, block[0])
        and len(line.split()) <= _LONGEST_HEADING_WORDS
        and line.rstrip("*_\"')\u201d\u2019")[-1:] not in _STOPS
    )
