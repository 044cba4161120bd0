"""Tables of a passage, and what reads like one: lists of items, sentences that enumerate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.grounding.names import clauses_of
from app.grounding.naming import tokens_of
from app.language.sentences import Unit, UnitKind, units
from app.language.words import content_terms
from knowledge.domain.documents import CELL_SEPARATOR
from knowledge.domain.passages import Passage

_FIGURE_AND_SIGN = re.compile(r"[$\u20ac\u00a3]?\d[\d.,]*+%?")
_FEWEST_ROWS, _MOST_WORDS = 2, 16


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, or prose and items that read like one; `around` is said for all of it."""

    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()
    around: str = ""


def claims_of(text: str, header: str) -> list[str]:
    """Return what is claimed: the text, or of a table's row each cell with its names."""
    if not header:
        return [text]
    names, cells = cells_of(header), cells_of(text)
    return [
        f"{cells[0]}: {name} {cell}" for name, cell in zip(names[1:], cells[1:], strict=False)
    ] or [text]


def grids_of(passage: Passage) -> Iterator[Grid]:
    """Yield the passage's tables, its lists of items and its sentences that enumerate."""
    around = "\n".join((passage.title, *passage.headings, passage.version))
    for (kind, _), run in groupby(units(passage.text), key=_belongs_with):
        together = list(run)
        if kind is UnitKind.ROW:
            yield from _table(together, around)
        elif kind is UnitKind.ITEM:
            yield from enumerated([unit.text for unit in together], around)
        elif kind is UnitKind.SENTENCE:
            for unit in together:
                yield from enumerated(clauses_of(unit.text), around)


def _belongs_with(unit: Unit) -> tuple[UnitKind, str]:
    return unit.kind, unit.lead


def _table(rows: Sequence[Unit], around: str) -> Iterator[Grid]:
    header = cells_of(rows[0].lead) if rows[0].lead else ()
    width = max(len(header), *(len(cells_of(row.text)) for row in rows))
    if header and width > 1:
        yield Grid(
            tuple(_padded(cells_of(row.text), width) for row in rows),
            _padded(header, width),
            around,
        )


def cells_of(row: str) -> tuple[str, ...]:
    """Return a row's cells without the blanks and bars around them."""
    bare = row.strip().removeprefix("| ").removesuffix(" |")
    return tuple(cell.strip() for cell in bare.split(CELL_SEPARATOR))


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))


def enumerated(parts: Sequence[str], around: str) -> Iterator[Grid]:
    """Yield the parts as rows, where several have figures and each has words of its own."""
    rows = [(_FIGURE_AND_SIGN.sub(" ", part), part) for part in parts if figures_in(part)]
    own = Counter(term for name, _ in rows for term in set(content_terms(name)))
    named = [row for row in rows if any(own[term] == 1 for term in content_terms(row[0]))]
    short = all(len(part.split()) <= _MOST_WORDS for _, part in named)
    if short and len(named) == len(rows) >= _FEWEST_ROWS:
        yield Grid(tuple(named), ("", ""), around)


def figures_in(text: str) -> frozenset[str]:
    """Return the figures of a text, those of codes with their letters."""
    return frozenset(token.figure for token in tokens_of(text) if token.figure)
