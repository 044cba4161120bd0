"""Table rows as they are quoted: the cells that are asked for, with the row's name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.language.sentences import Unit
from app.language.words import content_terms
from knowledge.domain.documents import CELL_SEPARATOR


def asked_columns(header: Sequence[str], asked: Collection[str]) -> list[int]:
    """Return which columns a question names, by the words that no other column has.

    The first column names the rows. A question that names every column names none.
    """
    terms = [frozenset(content_terms(cell)) for cell in header]
    named = [
        column
        for column in range(1, len(terms))
        if (own := _own_terms(terms, column)) and own <= frozenset(asked)
    ]
    return named if len(named) < len(terms) - 1 else []


def _own_terms(terms: Sequence[frozenset[str]], column: int) -> frozenset[str]:
    others = frozenset().union(*(t for i, t in enumerate(terms) if i not in {0, column}))
    return terms[column] - others


def folded(row: Unit, asked: Collection[str]) -> str:
    """Return "Urgent care visit, Silver: $75" where the question names a column; else ""."""
    header, cells = row.lead.split(CELL_SEPARATOR), row.text.split(CELL_SEPARATOR)
    columns = asked_columns(header, asked)
    if not columns or len(cells) != len(header):
        return ""
    shown = "; ".join(f"{header[column].strip()}: {cells[column].strip()}" for column in columns)
    return f"{cells[0].strip()}, {shown}"
