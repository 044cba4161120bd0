"""Sentences made from tables' cells: with the cell's own value, and with a neighbour's."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from app.grounding.figures import figures
from app.language.sentences import Unit, UnitKind, units
from evals.benchmarks.benchmark import read_json_lines
from knowledge.domain.documents import CELL_SEPARATOR
from knowledge.domain.passages import Passage
from knowledge.store.payload import passage_of

_CELLS_OF_ONE_TABLE, _MOST_OF_ONE_DOCUMENT = 12, 160
_MOST_LABEL_WORDS, _MOST_VALUE_WORDS = 10, 8
_FEWEST_ROWS, _FEWEST_COLUMNS = 2, 2
_HELD_OUT_IN_TEN = 5
_ENDS_A_SENTENCE = re.compile(r"[?!]|[.:;] ")
_IN_BRACKETS = re.compile(r" ?\([^()]*\)")
_PHRASES = (
    "For {row}, the {column} is {value}",
    "The {column} for {row} is {value}",
    "{row}: {column} {value}",
    "{value} is the {column} of {row}",
    "With {row}, {value} is what the {column} says",
    "On {column}, {row} comes to {value}",
    "Bei {row} ist {column} {value}",
    "Para {row}, {column} es {value}",
)
_PHRASES_OF_A_ROW = ("{row}: {value}", "The table gives {value} for {row}")
_PHRASES_OF_TWO = (
    "{row} is {one} on {first} and {two} on {second}",
    "For {row}: {first} {one}, {second} {two}",
    "{row} comes to {one} ({first}) or {two} ({second})",
    "{first} and {second} have {one} and {two} for {row}",
)


class Binding(StrEnum):
    """How a sentence came from a table or from a document's sentence."""

    RIGHT = "its own cell"
    ROW_FIGURE = "figure of another row"
    COLUMN_FIGURE = "figure of another column"
    ROW_WORDS = "words of another row"
    COLUMN_WORDS = "words of another column"
    EXCHANGED = "two figures exchanged"
    TURNED = "not taken out"
    LIFTED = "limit lifted or turned"


@dataclass(frozen=True, slots=True)
class BoundCase:
    """A sentence to check against one passage; `form`: table, prose made of a row, sentence."""

    passage: Passage
    text: str
    binding: Binding
    form: str

    @property
    def held_out(self) -> bool:
        """Whether it is for reporting only. All of one document fall on one side."""
        return is_held_out(self.passage.source)


@dataclass(frozen=True, slots=True)
class _Table:
    passage: Passage
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def is_held_out(source: str) -> bool:
    """Tell whether a document's cases are for reporting only."""
    return hashlib.sha256(source.encode()).digest()[0] % 10 < _HELD_OUT_IN_TEN


def read_passages(export: Path) -> Iterator[Passage]:
    """Read the passages of a file that `citewell kb export` wrote."""
    for row in read_json_lines(export):
        row.pop("schema_version", None)
        yield passage_of(row)


def table_cases(passages: Sequence[Passage], *, seed: int = 1) -> list[BoundCase]:
    """Return right and wrong sentences on the passages' tables, some of every document."""
    by_document: dict[str, list[BoundCase]] = {}
    for passage in sorted(passages, key=lambda each: (each.source, each.position)):
        made = by_document.setdefault(passage.source, [])
        for table in _tables(passage):
            chance = random.Random(f"{seed} {passage.id} {len(made)}")
            if len(made) < _CELLS_OF_ONE_TABLE * _MOST_OF_ONE_DOCUMENT:
                made += _of_table(table, chance)
    kept = [
        random.Random(f"{seed} {source}").sample(made, min(len(made), _MOST_OF_ONE_DOCUMENT))
        for source, made in by_document.items()
    ]
    return [case for cases in kept for case in cases]


def _tables(passage: Passage) -> Iterator[_Table]:
    """Yield the tables with a header and rows that a sentence could name."""
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    for unit in [*units(passage.text), Unit("", 0, 0)]:
        cells = tuple(cell.strip() for cell in unit.text.split(CELL_SEPARATOR))
        if unit.kind is UnitKind.ROW and header:
            rows += [cells] if cells != header else []
            continue
        if header and _is_plain(header, rows):
            yield _Table(passage, header, tuple(rows))
        header, rows = (cells if unit.kind is UnitKind.HEADER else ()), []


def _is_plain(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bool:
    labels = [row[0] for row in rows]
    named = [*labels, *header]
    return (
        len(rows) >= _FEWEST_ROWS
        and len(header) >= _FEWEST_COLUMNS
        and len({cell.lower() for cell in header}) == len(header)
        and len(set(labels)) == len(labels)
        and all(len(row) == len(header) for row in rows)
        and all(re.search(r"[^\W\d_]{2}", cell) for cell in named)
        and all(len(cell.split()) <= _MOST_LABEL_WORDS for cell in named)
        and not any(_ENDS_A_SENTENCE.search(cell) for cell in named)
    )


def _of_table(table: _Table, chance: random.Random) -> Iterator[BoundCase]:
    places = [(r, c) for r in range(len(table.rows)) for c in range(1, len(table.header))]
    usable = [place for place in places if _is_value(_at(table, place))]
    for place in chance.sample(usable, min(_CELLS_OF_ONE_TABLE, len(usable))):
        yield from _of_cell(table, place, chance)
    yield from _of_pairs(table, chance)
    yield from _as_prose(table, chance)


def _at(table: _Table, place: tuple[int, int]) -> str:
    return table.rows[place[0]][place[1]]


def _is_value(cell: str) -> bool:
    return (
        0 < len(cell.split()) <= _MOST_VALUE_WORDS
        and any(each.isalnum() for each in cell)
        and not _ENDS_A_SENTENCE.search(cell)
    )


def _of_cell(table: _Table, place: tuple[int, int], chance: random.Random) -> Iterator[BoundCase]:
    row, column = place
    value = _at(table, place)
    other_row = _other(table, place, [(r, column) for r in range(len(table.rows)) if r != row])
    beside = [(row, c) for c in range(1, len(table.header)) if c != column]
    other_column = _other(table, place, beside)
    phrases = chance.sample(_PHRASES, 2)
    kind_of = {
        True: (Binding.ROW_FIGURE, Binding.COLUMN_FIGURE),
        False: (Binding.ROW_WORDS, Binding.COLUMN_WORDS),
    }[bool(figures(value))]
    for number, phrase in enumerate(phrases):
        yield _case(table, phrase, place, value, Binding.RIGHT, short=bool(number))
        if other_row and chance.choice((True, False)):
            yield _case(table, phrase, place, other_row, kind_of[0], short=bool(number))
        elif other_column:
            yield _case(table, phrase, place, other_column, kind_of[1], short=bool(number))
    bare = chance.choice(_PHRASES_OF_A_ROW)
    if figures(value):
        yield _case(table, bare, place, value, Binding.RIGHT)
        if other_row:
            yield _case(table, bare, place, other_row, Binding.ROW_FIGURE)


def _other(
    table: _Table, place: tuple[int, int], neighbours: Sequence[tuple[int, int]]
) -> str | None:
    """Return the nearest neighbour's value of the same kind that the row does not have."""
    value = _at(table, place)
    taken = {cell.lower() for cell in table.rows[place[0]]} if place[1] else set()
    own = " ".join(table.rows[place[0]])

    def is_other(cell: str, at: tuple[int, int]) -> bool:
        if not _is_value(cell) or bool(figures(cell)) != bool(figures(value)):
            return False
        if cell.lower() == value.lower():
            return False
        if at[0] == place[0]:
            return _kind(cell) == _kind(value) and not figures(cell) <= figures(value)
        return cell.lower() not in taken and not (figures(cell) and figures(cell) <= figures(own))

    near = sorted(neighbours, key=lambda at: abs(at[0] - place[0]) + abs(at[1] - place[1]))
    return next((_at(table, at) for at in near if is_other(_at(table, at), at)), None)


def _kind(cell: str) -> str:
    """Return a value's form without its digits: "$ per day", "%"."""
    return " ".join(re.sub(r"[\d.,]+", " ", cell).split()).lower()


def _case(
    table: _Table,
    phrase: str,
    place: tuple[int, int],
    value: str,
    binding: Binding,
    *,
    short: bool = False,
) -> BoundCase:
    row, column = table.rows[place[0]][0], table.header[place[1]]
    if short:
        row, column = _spoken(row), _spoken(column)
    text = phrase.format(row=row, column=column, value=value)
    return BoundCase(table.passage, _begun(text), binding, "table")


def _spoken(label: str) -> str:
    """Return a label as it is said: without what stands in brackets, its first letter small."""
    bare = _IN_BRACKETS.sub("", label).strip() or label
    return bare[0].lower() + bare[1:] if bare[1:2].islower() else bare


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _pairs(table: _Table) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield rows with two columns whose figures are of one kind and differ."""
    for row in table.rows:
        for first in range(1, len(row) - 1):
            one, two = row[first], row[first + 1]
            if figures(one) and figures(two) and one != two and _kind(one) == _kind(two):
                yield row, first, first + 1
                break


def _of_pairs(table: _Table, chance: random.Random) -> Iterator[BoundCase]:
    found = list(_pairs(table))
    for row, first, second in chance.sample(found, min(_CELLS_OF_ONE_TABLE // 2, len(found))):
        phrase = chance.choice(_PHRASES_OF_TWO)
        for binding, one, two in (
            (Binding.RIGHT, row[first], row[second]),
            (Binding.EXCHANGED, row[second], row[first]),
        ):
            names = {"first": table.header[first], "second": table.header[second]}
            text = phrase.format(row=row[0], one=one, two=two, **names)
            yield BoundCase(table.passage, _begun(text), binding, "table")


def _as_prose(table: _Table, chance: random.Random) -> Iterator[BoundCase]:
    """Yield cases on the rows written out: "Specialist visit: $95 on Bronze, $70 on Silver"."""
    found = list(_pairs(table))
    written = [
        f"{row[0]}: "
        + ", ".join(f"{row[c]} on {table.header[c]}" for c in range(1, len(row)) if row[c])
        + "."
        for row, _, _ in found
    ]
    prose = replace(table.passage, text=" ".join(written))
    for row, first, second in chance.sample(found, min(2, len(found))):
        place = (table.rows.index(row), first)
        for binding, value in (
            (Binding.RIGHT, row[first]),
            (Binding.COLUMN_FIGURE, row[second]),
        ):
            made = _case(table, _PHRASES[place[0] % 6], place, value, binding)
            yield replace(made, passage=prose, form="prose")
