"""A search widened by words that mean the same: everyday ones, and what documents define."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.domain.access import readers_of
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.queries import Expansion, Filters, Leg, LegKind, Query
from knowledge.lexical.glossary import Decisions, Glossary, Row, everyday
from knowledge.store.protocol import Reader

_KEPT = 16
"""Glossaries at hand: one for every set of rights and days that asks."""
_MOST_ADDED = 12

DecisionSource = Callable[[], Decisions]
"""Gives what curators decided, as it stands now."""


@dataclass(frozen=True, slots=True)
class DeskWords:
    """The words of one desk: those of the settings' file, and what its curators decided."""

    own: tuple[Row, ...] = ()
    decisions: DecisionSource = Decisions


NO_WORDS = DeskWords()


@dataclass(frozen=True, slots=True)
class WordWeights:
    """How much added words count beside the 1 of what was asked; with 0, they do not.

    `sparse` is of the BM25 leg, where the terms that one expression brings share it: they are
    alternatives. `dense` is of a text that has them in brackets.
    """

    sparse: float = 0.5
    dense: float = 0.3


USUAL_WEIGHTS = WordWeights()


class Widening:
    """Knows which words a reader's search may be widened by."""

    def __init__(
        self, reader: Reader, words: DeskWords = NO_WORDS, weights: WordWeights = USUAL_WEIGHTS
    ) -> None:
        self._reader = reader
        self._words = words
        self._weights = weights
        self._kept: OrderedDict[tuple[object, ...], Glossary] = OrderedDict()
        self._lock = threading.Lock()

    def added(self, query: Query) -> Query:
        """Return the query with the words that it is widened by; one written by hand has none."""
        if query.as_written or not (self._weights.sparse or self._weights.dense):
            return replace(query, added=())
        glossary = self.glossary(query.filters)
        found: dict[str, Expansion] = {}
        for text, weight in query.worded:
            for each in glossary.expansions(text):
                known = found.get(each.term)
                heavier = replace(each, weight=each.weight * weight)
                if known is None or known.weight < heavier.weight:
                    found[each.term] = heavier
        taken_away = set(query.filters.without_words)
        kept = sorted(
            (each for each in found.values() if each.term not in taken_away and each.weight > 0),
            key=lambda each: -each.weight,
        )
        return replace(query, added=tuple(kept[:_MOST_ADDED]))

    def glossary(self, filters: Filters) -> Glossary:
        """Return the words of whoever may read what these filters let through."""
        decided = self._words.decisions()
        key = (self._reader.generation, decided, _rights(filters))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        mined = decided.rows(self._read_by(filters))
        made = Glossary((*self._words.own, *mined, *everyday().rows))
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def legs(self, query: Query) -> tuple[Leg, ...]:
        """Return the query's legs with the words in them that it was widened by."""
        if not query.added:
            return query.legs
        alternatives = Counter(each.said for each in query.added)
        weighed = tuple((each.term, each.weight / alternatives[each.said]) for each in query.added)
        return tuple(self._widened(leg, weighed) for leg in query.legs)

    def _widened(self, leg: Leg, weighed: Sequence[tuple[str, float]]) -> Leg:
        if leg.kind is LegKind.SPARSE and self._weights.sparse:
            added = tuple((term, self._weights.sparse * weight) for term, weight in weighed)
            return replace(leg, parts=(*leg.parts, *added))
        if leg.kind is LegKind.DENSE and self._weights.dense:
            asked, weight = max(leg.parts, key=lambda part: part[1])
            text = f"{asked} ({', '.join(term for term, _ in weighed)})"
            return replace(leg, parts=(*leg.parts, (text, self._weights.dense * weight)))
        return leg

    def _read_by(self, filters: Filters) -> list[DocumentRecord]:
        default = self._reader.manifest.default_group
        return [each for each in self._reader.documents() if lets_through(filters, each, default)]


def lets_through(filters: Filters, record: DocumentRecord, default_group: str) -> bool:
    """Tell whether a document is found with these filters; its dates stand in them already."""
    metadata = record.metadata
    facets = metadata.facets
    return (
        not set(readers_of(record, default_group)).isdisjoint(filters.groups)
        and record.id not in filters.without_documents
        and _is_among(metadata.key, filters.document_keys)
        and _is_among(record.id, filters.document_ids)
        and all(facets.get(name, value) == value for name, value in filters.facets.items())
    )


def _is_among(one: str, some: Collection[str]) -> bool:
    return not some or one in some


def _rights(filters: Filters) -> tuple[Iterable[str], ...]:
    return (
        tuple(sorted(filters.groups)),
        filters.without_documents,
        filters.document_keys,
        filters.document_ids,
        tuple(f"{name}={value}" for name, value in sorted(filters.facets.items())),
    )
