"""A sentence's clauses, each with what the first one says for all of them."""

from __future__ import annotations

import re

from app.checking.names import names

_SPLIT = re.compile(
    r"(?:(?<!\s)\s+)?[;|]\s+|,\s+(?:(?:and|or|but|while|whereas|und|oder|aber|y|o|pero)\s+)?"
    r"|(?<!\s)\s+(?:and|or|but|while|whereas|und|oder|aber|pero)\s+"
)
_FIGURE = re.compile(r"[$\u20ac\u00a3]?\d")
_FEWEST_WORDS = 2


def clauses_of(sentence: str) -> list[str]:
    """Return the clauses; "$25 for primary care and $50 for specialists" are two.

    What stands before the first figure or name is said for the later ones as well ("Members pay").
    Pieces of a word or two, as in "bread, milk and eggs", stay with the clause before.
    """
    parts: list[str] = []
    for part in _SPLIT.split(sentence):
        if parts and len(part.split()) < _FEWEST_WORDS:
            parts[-1] = f"{parts[-1]}, {part}"
        elif part:
            parts.append(part)
    lead = _lead(parts[0]) if parts else ""
    return [*parts[:1], *(f"{lead} {part}".strip() for part in parts[1:])] or [sentence]


def _lead(first: str) -> str:
    """Return what the first clause says before its first figure or name."""
    figure = _FIGURE.search(first)
    ends = [figure.start()] if figure else []
    ends += [at for name in names(first) if (at := first.find(name)) > 0]
    return first[: min(ends)].strip() if ends else ""
