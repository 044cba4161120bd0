"""What the scorer looks at: how a window of a found passage fits what is asked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.language.sentences import Unit, UnitKind, is_complete
from app.language.words import content_terms
from app.writing.quoting.details import ASIDES, KINDS, asides, kinds_asked, kinds_held
from app.writing.quoting.quotations import Quotation
from knowledge.domain.documents import CELL_SEPARATOR
from knowledge.domain.passages import FloatRows, Passage, path_text

NAMES = (
    "cosine", "cosine mixed", "unit cosine", "cosine gap", "passage cosine", "heading cosine",
    "follow-up cosine", "covered", "covered mixed", "covered with heading", "heading covered",
    "figures", "rank", "first", "list", "row", "fragment", "said",
    *(f"has {kind}" for kind in KINDS), *(f"asked {kind}" for kind in KINDS),
    *ASIDES, "condition asked",
)  # fmt: skip
"""The features, in the order of a matrix's columns. None is a length: fitted on whole answers it
makes windows long, and leaves no words for a second one (docs/research/answers.md)."""
_HIGHEST_RANK = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: the question, its terms with those of the history, its two vectors.

    `vector` is the resolved question's own, `mixed` the one that was searched with. `said` are the
    terms of each sentence that was answered before.
    """

    question: str
    terms: Mapping[str, float]
    vector: FloatRows
    mixed: FloatRows
    said: Sequence[frozenset[str]] = ()
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The units of the passages found, each with its unit vector (rows beside `units`)."""

    passages: Sequence[Passage]
    units: Sequence[tuple[int, Unit]]
    vectors: FloatRows
    headings: FloatRows


def heading_of(passage: Passage) -> str:
    """Return the last heading above a passage, else its title."""
    return passage.headings[-1] if passage.headings else passage.title


def embedded_text(passage: Passage, unit: Unit) -> str:
    """Return what of a unit is embedded: its heading, its lead-in, a row as "column: cell"."""
    if unit.kind is UnitKind.ROW:
        cells = zip(unit.lead.split(CELL_SEPARATOR), unit.text.split(CELL_SEPARATOR), strict=False)
        text = ", ".join(f"{column}: {cell}" for column, cell in cells)
    else:
        text = f"{unit.lead} {unit.text}".strip()
    return f"{heading_of(passage)}: {text}"


def feature_rows(wanted: Wanted, evidence: Evidence, found: Sequence[Quotation]) -> FloatRows:
    """Return a row of features for each window, shape (windows, len(NAMES))."""
    reader = _Reader(wanted, evidence)
    return np.array([reader.read(window) for window in found], dtype=np.float32)


class _Reader:
    """Reads windows for one question; what several windows share is worked out once."""

    def __init__(self, wanted: Wanted, evidence: Evidence) -> None:
        self._wanted = wanted
        self._evidence = evidence
        self._place = {(n, unit.start): row for row, (n, unit) in enumerate(evidence.units)}
        texts = [f"{unit.lead} {unit.text}" for _, unit in evidence.units]
        self._terms = [frozenset(content_terms(text)) for text in texts]
        self._held = [kinds_held(unit.text) for _, unit in evidence.units]
        self._asides = [asides(unit.text) for _, unit in evidence.units]
        self._cosines = evidence.vectors @ wanted.vector
        self._mixed = evidence.vectors @ wanted.mixed
        self._heads = evidence.headings @ wanted.vector
        self._head_terms = [
            frozenset(content_terms(path_text(p.title, p.headings))) for p in evidence.passages
        ]
        self._best = float(self._cosines.max(initial=0.0))
        self._best_of: dict[int, float] = {}
        for (number, _), cosine in zip(evidence.units, self._cosines, strict=True):
            self._best_of[number] = max(float(cosine), self._best_of.get(number, -1.0))
        self._asked = kinds_asked(wanted.question)
        self._asks_condition = "condition" in asides(wanted.question)
        self._rarity = _rarity(self._terms)
        self._own = frozenset(content_terms(wanted.question))
        self._figures = frozenset(t for t in self._own if any(c.isdigit() for c in t))

    def read(self, window: Quotation) -> list[float]:
        rows = [self._place[window.number, unit.start] for unit in window.units]
        terms = frozenset().union(*(self._terms[row] for row in rows))
        return [
            *self._nearness(window, rows),
            *self._coverage(window, terms),
            *self._form(window, terms),
            *self._details(rows),
        ]

    def _nearness(self, window: Quotation, rows: Sequence[int]) -> list[float]:
        lengths = np.array([len(unit.text) for unit in window.units], dtype=np.float32)
        vector = lengths @ self._evidence.vectors[rows]
        vector /= np.linalg.norm(vector) or 1.0
        own = float(vector @ self._wanted.vector)
        nearest = float(self._cosines[rows].max())
        return [
            own,
            float(vector @ self._wanted.mixed),
            nearest,
            self._best - nearest,
            self._best_of[window.number],
            float(self._heads[window.number - 1]),
            own if self._wanted.follows else 0.0,
        ]

    def _coverage(self, window: Quotation, terms: frozenset[str]) -> list[float]:
        heading = self._head_terms[window.number - 1]
        own = dict.fromkeys(self._own, 1.0)
        return [
            self._share(own, terms),
            self._share(self._wanted.terms, terms),
            self._share(own, terms | heading),
            self._share(own, heading),
            len(self._figures & terms) / max(1, len(self._figures)),
            min(window.number, _HIGHEST_RANK) / _HIGHEST_RANK,
            float(window.number == 1),
        ]

    def _form(self, window: Quotation, terms: frozenset[str]) -> list[float]:
        shared = [len(terms & each) / max(1, len(terms)) for each in self._wanted.said]
        return [
            float(window.kind is UnitKind.ITEM),
            float(window.kind is UnitKind.ROW),
            float(not all(map(is_complete, window.units))),
            max(shared, default=0.0),
        ]

    def _details(self, rows: Sequence[int]) -> list[float]:
        held = frozenset().union(*(self._held[row] for row in rows))
        shown = frozenset().union(*(self._asides[row] for row in rows))
        first = self._asides[rows[0]]
        return [
            *(float(kind in held) for kind in KINDS),
            *(float(kind in held and kind in self._asked) for kind in KINDS),
            *(float(name in (first if name == "leans" else shown)) for name in ASIDES),
            float("condition" in shown and self._asks_condition),
        ]

    def _share(self, weights: Mapping[str, float], offered: frozenset[str]) -> float:
        held = {term: weight * self._rarity.get(term, 1.0) for term, weight in weights.items()}
        total = sum(held.values())
        return (
            sum(weight for term, weight in held.items() if term in offered) / total
            if total
            else 0.0
        )


def _rarity(units: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how rare each term is among the units found, 0..1: what all hold tells nothing."""
    counts = Counter(term for terms in units for term in terms)
    most = math.log(1 + len(units))
    return {term: math.log(1 + len(units) / count) / most for term, count in counts.items()}
