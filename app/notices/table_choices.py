"""Between what a table lets an asker choose, where the question names only its other side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.caller_context import FacetChoice
from app.grounding.figures import counted
from app.language.sentences import UnitKind, units
from app.language.words import content_terms
from knowledge.domain.documents import CELL_SEPARATOR
from knowledge.domain.passages import Passage

_FEWEST, _MOST = 2, 6
_NAMED = 0.5
_LONGEST_LABEL_WORDS = 6
_YES_OR_NO = frozenset(
    {"yes", "no", "covered", "not covered", "included", "not included", "ja", "nein", "s\u00ed"}
)


@dataclass(frozen=True, slots=True)
class _ChoiceTable:
    """A table's cells: its header, and rows as wide as that."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_choices(question: str, passages: Sequence[Passage]) -> tuple[FacetChoice, ...]:
    """Return the rows or columns that the question leaves open in the tables of some passages.

    "What is the office visit copay?" names a column of "Plan | Office visit copay", so its rows are
    the choice ("Plan": Bronze, Silver); or a row of "Service | Bronze | Silver", so its columns are
    (with no name of their own). Only cells of one kind that differ make a choice.
    """
    asked = set(content_terms(question))
    found = (
        choice
        for passage in passages
        for table in _tables(passage)
        if (choice := _choice(asked, table)) is not None
    )
    return tuple(dict.fromkeys(found))


def _tables(passage: Passage) -> Iterator[_ChoiceTable]:
    rows: dict[str, list[tuple[str, ...]]] = {}
    for unit in units(passage.text):
        if unit.kind is UnitKind.ROW and unit.lead and unit.text != unit.lead:
            rows.setdefault(unit.lead, []).append(_cells(unit.text))
    for lead, found in rows.items():
        header = _cells(lead)
        whole = tuple(row for row in found if len(row) == len(header) > 1)
        if whole:
            yield _ChoiceTable(header, whole)


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.split(CELL_SEPARATOR))


def _choice(asked: set[str], table: _ChoiceTable) -> FacetChoice | None:
    labels = [row[0] for row in table.rows]
    column, row = _named(asked, table.header[1:]), _named(asked, labels)
    if column is not None and row is None:
        return _between(table.header[0], labels, [each[column + 1] for each in table.rows])
    if row is not None and column is None:
        return _between("", table.header[1:], table.rows[row][1:])
    return None


def _named(asked: set[str], labels: Sequence[str]) -> int | None:
    """Return the place of the label that is asked for, the one with most of the words."""
    shared = [_shared(asked, label) for label in labels]
    return shared.index(max(shared)) if any(shared) else None


def _shared(asked: set[str], label: str) -> int:
    terms = set(content_terms(label))
    return len(terms & asked) if len(terms & asked) >= _NAMED * len(terms) else 0


def _between(name: str, labels: Sequence[str], cells: Sequence[str]) -> FacetChoice | None:
    distinct = tuple(dict.fromkeys(labels))
    short = all(0 < len(label.split()) <= _LONGEST_LABEL_WORDS for label in distinct)
    if not _FEWEST <= len(distinct) <= _MOST or not short:
        return None
    kinds = {_kind(cell) for cell in cells}
    if len(kinds) != 1 or kinds == {frozenset()} or len(set(cells)) == 1:
        return None
    return FacetChoice(name, distinct)


def _kind(cell: str) -> frozenset[str]:
    """Return what a cell counts in, or that it says yes or no; empty for words."""
    if cell.lower().rstrip(".") in _YES_OR_NO:
        return frozenset({"yes or no"})
    return frozenset(thing.split(" ", 1)[1] for thing in counted(cell))
