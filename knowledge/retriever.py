"""From a query to ranked passages: embed every text once, search the legs, fuse, merge."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from time import perf_counter
from typing import Protocol

import numpy as np

from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeBaseMismatch, StoreUnavailable
from knowledge.passages import FloatRows, Passage, SparseVector
from knowledge.queries import (
    DenseSearch,
    Filters,
    Hit,
    Leg,
    LegKind,
    Query,
    SearchLeg,
    SparseSearch,
)
from knowledge.reranking import TimedReranking, question_of
from knowledge.store import Reader
from knowledge.versions import not_in_force


class QueryTerms(Protocol):
    """The sparse encoder's half that a search needs."""

    def encode_query(self, text: str) -> SparseVector:
        """Return the text's terms; equal terms have equal ids."""
        ...


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """Hits, best first, and what it took: milliseconds by stage ("embed", "search", "rerank")."""

    hits: tuple[Hit, ...]
    milliseconds: Mapping[str, float]
    notes: tuple[str, ...] = ()


class Retriever:
    """Searches one knowledge base with the model that filled it."""

    def __init__(
        self,
        reader: Reader,
        embedder: Embedder,
        terms: QueryTerms,
        *,
        reranking: TimedReranking | None = None,
    ) -> None:
        """Check that model and knowledge base belong together.

        Raises:
            KnowledgeBaseMismatch: the knowledge base was filled with another model.
        """
        self._reader = reader
        self._embedder = embedder
        self._terms = terms
        self._reranking = reranking
        self._in_force_lock = threading.Lock()
        self._in_force: tuple[int, date, tuple[str, ...]] | None = None
        _refuse_another_model(reader, embedder)
        self._made = reader.manifest

    @property
    def reader(self) -> Reader:
        """The knowledge base that is searched."""
        return self._reader

    @property
    def embedder(self) -> Embedder:
        """The model that questions are embedded with."""
        return self._embedder

    def search(self, query: Query, *, limit: int) -> RetrievalResult:
        """Return at most `limit` hits, best first; a query whose legs are all empty finds none."""
        started = perf_counter()
        legs = self._resolve(query.legs)
        embedded = perf_counter()
        wanted = max(limit, self._reranking.candidates) if self._reranking else limit
        try:
            hits = self._search_legs(legs, query, limit=wanted) if legs else []
        except StoreUnavailable:
            self._refuse_rebuilt()  # vectors of another length are refused by the engine
            raise
        self._refuse_rebuilt()
        searched = perf_counter()
        milliseconds = {
            "embed": (embedded - started) * 1000,
            "search": (searched - embedded) * 1000,
        }
        if self._reranking is None:
            return RetrievalResult(tuple(hits), milliseconds)
        reranked = self._reranking.rerank(question_of(query), hits)
        milliseconds["rerank"] = (perf_counter() - searched) * 1000
        return RetrievalResult(reranked.hits[:limit], milliseconds, reranked.notes)

    def visible(self, filters: Filters) -> Filters:
        """Return the filters with what is not in force on their day taken out."""
        if filters.as_of is None:
            return filters
        hidden = self._not_in_force(filters.as_of)
        return replace(filters, without_documents=(*filters.without_documents, *hidden))

    def context(self, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Merge hits that stand side by side in one document, so that each reads as one piece.

        The merged hit keeps the best score and the rank of its best part.
        """
        runs: list[list[Hit]] = []
        by_place = sorted(hits, key=lambda h: (h.passage.document_id, h.passage.position))
        for hit in by_place:
            if runs and _follows(runs[-1][-1].passage, hit.passage):
                runs[-1].append(hit)
            else:
                runs.append([hit])
        merged = [_merge(run) for run in runs]
        return tuple(sorted(merged, key=lambda h: (-h.score, h.passage.id)))

    def _refuse_rebuilt(self) -> None:
        # Asked after the search too: it may have happened during this very one.
        if self._reader.manifest != self._made:
            _refuse_another_model(self._reader, self._embedder)
            raise KnowledgeBaseMismatch(
                f"Knowledge base {self._reader.name!r} was rebuilt with other settings while it "
                "was open. Ask again."
            )

    def _search_legs(self, legs: Sequence[SearchLeg], query: Query, *, limit: int) -> list[Hit]:
        return self._reader.search(
            legs, self.visible(query.filters), limit=limit, fusion=query.fusion
        )

    def _not_in_force(self, day: date) -> tuple[str, ...]:
        generation = self._reader.generation
        with self._in_force_lock:
            kept = self._in_force
            if kept is None or kept[:2] != (generation, day):
                kept = (generation, day, not_in_force(self._reader.documents(), day))
                self._in_force = kept
            return kept[2]

    def _resolve(self, legs: Sequence[Leg]) -> list[SearchLeg]:
        texts = sorted({text for leg in legs if leg.kind is LegKind.DENSE for text, _ in leg.parts})
        rows = self._embedder.embed_queries(texts) if texts else None
        vectors = dict(zip(texts, rows, strict=True)) if rows is not None else {}
        resolved: list[SearchLeg] = []
        for leg in legs:
            if leg.kind is LegKind.DENSE:
                resolved.append(DenseSearch(mix_vectors(leg.parts, vectors), leg.depth, leg.weight))
            elif terms := self._mix_terms(leg.parts):
                resolved.append(SparseSearch(terms, leg.depth, leg.weight))
        return resolved

    def _mix_terms(self, parts: Sequence[tuple[str, float]]) -> SparseVector | None:
        weights: dict[int, float] = defaultdict(float)
        for text, weight in parts:
            encoded = self._terms.encode_query(text)
            for index, value in zip(encoded.indices, encoded.values, strict=True):
                weights[index] += weight * value
        kept = sorted((index, value) for index, value in weights.items() if value > 0)
        if not kept:
            return None
        return SparseVector(tuple(i for i, _ in kept), tuple(float(v) for _, v in kept))


def mix_vectors(parts: Sequence[tuple[str, float]], vectors: Mapping[str, FloatRows]) -> FloatRows:
    """Return unit(sum of weight x vector), shape (dimension,)."""
    weights = np.array([weight for _, weight in parts], dtype=np.float32)
    total: FloatRows = weights @ np.stack([vectors[text] for text, _ in parts])
    norm = np.linalg.norm(total)
    return total / norm if norm > 0 else total


def _follows(before: Passage, after: Passage) -> bool:
    return (
        before.document_id == after.document_id
        and before.headings == after.headings
        and after.position == before.position + 1
    )


def _merge(run: Sequence[Hit]) -> Hit:
    if len(run) == 1:
        return run[0]
    best = max(run, key=lambda hit: hit.score)
    parts = [hit.passage for hit in run]
    pages = [p for part in parts for p in (part.first_page, part.last_page) if p is not None]
    # Parts of one split paragraph touch; separate blocks have a blank line between them.
    text = parts[0].text + "".join(
        ("\n\n" if after.start > before.end + 1 else " ") + after.text
        for before, after in pairwise(parts)
    )
    passage = replace(
        best.passage,
        text=text,
        position=parts[0].position,
        start=parts[0].start,
        end=parts[-1].end,
        first_page=min(pages, default=None),
        last_page=max(pages, default=None),
    )
    return replace(best, passage=passage)


def _refuse_another_model(reader: Reader, embedder: Embedder) -> None:
    stored, made = reader.manifest.embedder, embedder.identity
    if stored != made:
        raise KnowledgeBaseMismatch(
            f"Knowledge base {reader.name!r} was filled with the embedding model {stored.name!r} "
            f"(revision {stored.revision}, {stored.dimension}-d), but {made.name!r} (revision "
            f"{made.revision}, {made.dimension}-d) is set. Set CITEWELL_EMBEDDING_MODEL to "
            f"{stored.name!r}, or ingest into a new knowledge base."
        )
