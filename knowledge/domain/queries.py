"""What is searched and what is found: query, leg, filters, hit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.domain.passages import FloatRows, Passage, SparseVector

WeighedTexts = tuple[tuple[str, float], ...]
"""Texts, each with how much it counts."""


class LegKind(StrEnum):
    """Which of a passage's two vectors a leg searches."""

    DENSE = "dense"
    SPARSE = "sparse"


class Fusion(StrEnum):
    """How legs are made one ranking: normalised scores added (DBSF), or reciprocal ranks (RRF)."""

    SCORES = "scores"
    RANKS = "ranks"


@dataclass(frozen=True, slots=True)
class Leg:
    """One way of searching: weighted texts against one kind of vector.

    A dense leg searches unit(sum of weight x vector of text), a sparse one the sum of
    weight x BM25 terms of text. `depth` is how many candidates it contributes, `weight`
    how much it counts in the fusion.
    """

    kind: LegKind
    parts: WeighedTexts
    depth: int = 200
    weight: float = 1.0
    name: str = ""


class Origin(StrEnum):
    """Who says that words mean the same."""

    EVERYDAY = "everyday"
    FILE = "file"
    DOCUMENT = "document"
    CURATOR = "curator"


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that are searched for beside what was asked, as they mean the same.

    `said` is what stands in the question, `weight` how much the `term` counts beside the 1 of what
    was asked, `origin` who says so, `source` the id of the document that does.
    """

    said: str
    term: str
    weight: float
    origin: Origin = Origin.EVERYDAY
    source: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be found. `groups` is required: a reader of no group finds nothing.

    `as_of` leaves only what is in force on that day (None: every version). `facets` keep passages
    that carry the value or do not carry the facet at all. `document_keys` and `document_ids`, where
    not empty, keep only those; `without_passages` takes single passages out, `without_words` what
    the reader does not want the search to be widened by.
    """

    groups: tuple[str, ...]
    as_of: date | None = None
    facets: Mapping[str, str] = field(default_factory=dict)
    document_keys: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    without_documents: tuple[str, ...] = ()
    without_passages: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for, before any vector exists.

    `question` is what is asked in words, or its best rewrite; `history` how much what was said
    before weighs in the words searched for, the question weighing 1. `as_written` takes its words
    as they stand, misspelt or not. `added` are other words for what is asked, which the search lays
    beside the legs; they are no part of what was asked.
    """

    question: str
    legs: tuple[Leg, ...]
    filters: Filters
    history: float = 0.0
    fusion: Fusion = Fusion.SCORES
    as_written: bool = False
    added: tuple[Expansion, ...] = ()

    @property
    def mixed(self) -> WeighedTexts:
        """The texts whose vectors together stand for what is asked: the first dense leg's."""
        dense = (leg.parts for leg in self.legs if leg.kind is LegKind.DENSE)
        return next(dense, ((self.question, 1.0),))

    @property
    def worded(self) -> WeighedTexts:
        """The texts whose words are searched for."""
        return tuple(part for leg in self.legs if leg.kind is LegKind.SPARSE for part in leg.parts)


@dataclass(frozen=True, slots=True)
class DenseSearch:
    """A dense leg as the store takes it: one unit vector of shape (dimension,)."""

    vector: FloatRows
    depth: int = 200
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class SparseSearch:
    """A sparse leg as the store takes it."""

    vector: SparseVector
    depth: int = 200
    weight: float = 1.0


SearchLeg = DenseSearch | SparseSearch


@dataclass(frozen=True, slots=True)
class LegRank:
    """Where one leg saw a hit: `rank` from 1, None when the leg did not find it."""

    rank: int | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; higher `score` is better. `ranks` runs beside the query's legs.

    `found_at` is the rank, from 1, before a reranker gave the score, and `reranked` the reranker's
    own score (0 to 1), which may have part of the say only; None where none read it.
    """

    passage: Passage
    score: float
    ranks: tuple[LegRank, ...] = ()
    found_at: int | None = None
    reranked: float | None = None
