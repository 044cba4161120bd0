"""Alternatives that a document's tables set side by side: Bronze, Silver and Gold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from knowledge.domain.documents import CELL_SEPARATOR, Alternatives
from knowledge.domain.passages import Passage

_FEWEST, _MOST = 2, 6
_LONGEST_WORDS = 2
_FEWEST_ROWS = 2
_MOST_KEPT = 12
"""Of one document: a person chooses among a few, and the most frequent decide most."""
_MONEY_SIGNS = "$\u20ac\u00a3"
_YES_OR_NO = frozenset(
    {"yes", "no", "covered", "not covered", "included", "not included", "ja", "nein", "s\u00ed"}
)
_FIGURE = re.compile(r"\d[\d.,]{0,20}")
_WORD = re.compile(r"[^\W\d_]+")


def alternatives_in(passages: Sequence[Passage]) -> tuple[Alternatives, ...]:
    """Return the names of columns that answer the same question differently, most rows first.

    Columns are alternatives where row after row they hold the same kind of thing (an amount, a
    share, yes or no), and not the same one. What all their names share is left out: "Bronze 2026"
    and "Gold 2026" are Bronze and Gold.
    """
    rows: Counter[tuple[str, ...]] = Counter()
    for passage in passages:
        for table in _tables(passage.text.split("\n")):
            names = _names(table[0][1:])
            deciding = sum(_decides(row[1:]) for row in table[1:])
            if names and deciding >= _FEWEST_ROWS and 2 * deciding > len(table) - 1:
                rows[names] += deciding
    found = rows.most_common(_MOST_KEPT)
    return tuple(Alternatives(names, count) for names, count in found)


def _tables(lines: Iterable[str]) -> Iterator[list[list[str]]]:
    table: list[list[str]] = []
    for line in (*lines, ""):
        cells = [cell.strip() for cell in line.split(CELL_SEPARATOR)]
        if table and len(cells) != len(table[0]):
            yield table
            table = []
        if len(cells) > _FEWEST:
            table.append(cells)


def _names(header: Sequence[str]) -> tuple[str, ...]:
    """Return what tells the columns apart; nothing where that is no short name of each."""
    if not _FEWEST <= len(header) <= _MOST:
        return ()
    shared = set.intersection(*(set(cell.casefold().split()) for cell in header))
    own = [
        " ".join(word for word in cell.split() if word.casefold() not in shared) for cell in header
    ]
    distinct = len({name.casefold() for name in own}) == len(own)
    named = all(_WORD.search(name) and len(name.split()) <= _LONGEST_WORDS for name in own)
    return tuple(own) if distinct and named else ()


def _decides(cells: Sequence[str]) -> bool:
    kinds = {_kind(cell) for cell in cells}
    return len(kinds) == 1 and "" not in kinds and len(set(cells)) > 1


def _kind(cell: str) -> str:
    """Return what a cell counts in, or that it says yes or no; empty for other words."""
    plain = cell.casefold().rstrip(".")
    if plain in _YES_OR_NO:
        return "yes or no"
    if not _FIGURE.match(plain.lstrip(_MONEY_SIGNS)):
        return ""
    money = plain[0] if plain[0] in _MONEY_SIGNS else ""
    return money + " ".join(_FIGURE.sub("#", plain.lstrip(_MONEY_SIGNS)).split())
