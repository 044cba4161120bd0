"""From a query to ranked passages: embed every text once, search the legs, fuse, merge."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from knowledge.common.stopwatch import Stopwatch
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import KnowledgeBaseMismatch, StoreUnavailable
from knowledge.domain.passages import FloatRows, Passage, SparseVector
from knowledge.domain.queries import (
    DenseSearch,
    Expansion,
    Filters,
    Hit,
    Leg,
    LegKind,
    Query,
    SearchLeg,
    SparseSearch,
)
from knowledge.domain.versions import not_in_force
from knowledge.lexical.wording import (
    CodesRead,
    Correction,
    QueryTerms,
    Wording,
    corrected_query,
    quoted_phrases,
    quoting_first,
)
from knowledge.models.reranking import TimedReranking
from knowledge.search.hits import merged, with_sections
from knowledge.search.widening import NO_WORDS, USUAL_WEIGHTS, DeskWords, Widening, WordWeights
from knowledge.store.protocol import Reader

_POOL = 100
_LOOKED_THROUGH = 100


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """Choices that hold for every search; docs/research/retrieval.md has what each was worth.

    `corrections`: codes and words that no passage has are looked for as the passages spell them.
    `letter_weight`: how much it counts that a passage has a rare code of the question, beside 1
    for the other legs together; with 0, quoted phrases count for nothing either.
    `section_characters`: hits are read with the sections around them, up to so many characters in
    all; with 0 as they are.
    `added_words`, `added_text`: how much words count that mean the same as those asked for, among
    the words searched for and as a text by its meaning; with 0 they do not.
    """

    corrections: bool = True
    letter_weight: float = 2.0
    section_characters: int = 0
    added_words: float = USUAL_WEIGHTS.sparse
    added_text: float = USUAL_WEIGHTS.dense


USUAL = SearchOptions()


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """Hits, best first, and what it took: milliseconds by stage ("embed", "search", "rerank").

    `corrections` are the misspellings that were searched for as the passages spell them, `added`
    the words that were searched for besides.
    """

    hits: tuple[Hit, ...]
    milliseconds: Mapping[str, float]
    notes: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    added: tuple[Expansion, ...] = ()


class Retriever:
    """Searches one knowledge base with the model that filled it."""

    def __init__(
        self,
        reader: Reader,
        embedder: Embedder,
        terms: QueryTerms,
        *,
        reranking: TimedReranking | None = None,
        options: SearchOptions = USUAL,
        words: DeskWords = NO_WORDS,
    ) -> None:
        """Check that model and knowledge base belong together.

        Raises:
            KnowledgeBaseMismatch: the knowledge base was filled with another model.
        """
        self._reader = reader
        self._embedder = embedder
        self._terms = terms
        self._reranking = reranking
        self._options = options
        self._wording = Wording(reader, terms, embedder.count_tokens)
        self._widening = Widening(
            reader, words, WordWeights(options.added_words, options.added_text)
        )
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
        query = replace(query, filters=self.visible(query.filters))
        times = Stopwatch()
        with times.stage("search"):
            read = self._codes(query)
            if read.corrections:
                query = corrected_query(query, read.corrections)
                read = replace(self._codes(query), corrections=read.corrections)
            query = self._widening.added(query)
        wanted = self._candidates(query, limit)
        hits = self._found(query, read, times, limit=wanted)
        if slips := self._slips(query, hits, read, times):
            query = self._widening.added(corrected_query(query, slips))
            hits = self._found(query, read, times, limit=wanted)
        with times.stage("search"):
            hits = self._ordered(query, hits)
            self._refuse_rebuilt()
        corrections = (*read.corrections, *slips)
        if self._reranking is None:
            found = tuple(hits[:limit])
            return RetrievalResult(found, _milliseconds(times), (), corrections, query.added)
        with times.stage("rerank"):
            reranked = self._reranking.rerank(query.question, hits, history=query.history)
        found = reranked.hits[:limit]
        return RetrievalResult(
            found, _milliseconds(times), reranked.notes, corrections, query.added
        )

    def visible(self, filters: Filters) -> Filters:
        """Return the filters with what is not in force on their day taken out."""
        if filters.as_of is None:
            return filters
        hidden = self._not_in_force(filters.as_of)
        return replace(filters, without_documents=(*filters.without_documents, *hidden))

    def held(self, texts: Sequence[str], filters: Filters) -> frozenset[str]:
        """Return those of the texts that stand in a passage that the filters let through."""
        return self._wording.held(texts, self.visible(filters))

    def missing_codes(self, codes: Sequence[str], filters: Filters) -> tuple[str, ...]:
        """Return those of the codes that stand in no passage that the filters let through."""
        return self._wording.missing_codes(codes, self.visible(filters))

    def rarity(self, words: Sequence[str], filters: Filters) -> dict[str, float]:
        """Return how rare each word is among the passages let through; 0 where none has it."""
        return self._wording.rarity(words, self.visible(filters))

    def context(self, hits: Sequence[Hit], filters: Filters) -> tuple[Hit, ...]:
        """Merge hits that stand side by side in one document, so that each reads as one piece.

        The merged hit keeps the best score and the rank of its best part. Where the options want
        sections, what stands around the hits is read too, as far as `filters` lets through.
        """
        if self._options.section_characters:
            hits = self._with_sections(hits, self.visible(filters))
        return merged(hits)

    def _codes(self, query: Query) -> CodesRead:
        """Look up the codes in the question; what a reader wrote is searched for as it stands."""
        if not _asks_for_words(query):
            return CodesRead()
        read = self._wording.codes(query.question, query.filters)
        return read if self._corrects(query) else replace(read, corrections=())

    def _slips(
        self, query: Query, hits: Sequence[Hit], read: CodesRead, times: Stopwatch
    ) -> tuple[Correction, ...]:
        """Return the misspelt words of the question, by a wider search only where one may be."""
        if not hits or not self._corrects(query) or not _asks_for_words(query):
            return ()
        with times.stage("search"):
            found = passages_of(hits)
            unknown = self._wording.unknown_words(query.question, found, query.filters)
        if not unknown:
            return ()
        wide = self._found(query, read, times, limit=_LOOKED_THROUGH)
        return self._wording.meant(unknown, passages_of(wide))

    def _corrects(self, query: Query) -> bool:
        return self._options.corrections and not query.as_written

    def _phrases(self, query: Query) -> list[str]:
        """Return what the question quotes, where that counts."""
        return quoted_phrases(query.question) if self._options.letter_weight else []

    def _candidates(self, query: Query, limit: int) -> int:
        """Return how many hits are looked at, to find `limit`."""
        reread = self._reranking.candidates if self._reranking else 0
        pool = _POOL if self._phrases(query) else 0
        return max(limit, reread, pool)

    def _ordered(self, query: Query, hits: list[Hit]) -> list[Hit]:
        """Return the hits with those first that the question quotes."""
        phrases = self._phrases(query)
        return quoting_first(hits, phrases) if phrases else hits

    def _with_sections(self, hits: Sequence[Hit], filters: Filters) -> list[Hit]:
        return with_sections(
            hits,
            lambda document: self._reader.document_passages(document, filters),
            characters=self._options.section_characters,
        )

    def _refuse_rebuilt(self) -> None:
        # Asked after the search too: it may have happened during this very one.
        if self._reader.manifest != self._made:
            _refuse_another_model(self._reader, self._embedder)
            raise KnowledgeBaseMismatch(
                f"Knowledge base {self._reader.name!r} was rebuilt with other settings while it "
                "was open. Ask again."
            )

    def _found(self, query: Query, read: CodesRead, times: Stopwatch, *, limit: int) -> list[Hit]:
        with times.stage("embed"):
            legs = self._resolve(self._widening.legs(query))
        if not legs:
            return []
        with times.stage("search"):
            asked = [*legs, *self._letter_leg(read)]
            try:
                found = self._reader.search(asked, query.filters, limit=limit, fusion=query.fusion)
            except StoreUnavailable:
                self._refuse_rebuilt()  # vectors of another length are refused by the engine
                raise
        # The query's legs alone are what ranks run beside.
        return [replace(hit, ranks=hit.ranks[: len(legs)]) for hit in found]

    def _letter_leg(self, read: CodesRead) -> list[SearchLeg]:
        """Return a leg of the rare codes alone: among many words in BM25's they would drown."""
        if not read.rare or not self._options.letter_weight:
            return []
        terms = SparseVector(read.rare, (1.0,) * len(read.rare))
        return [SparseSearch(terms, weight=self._options.letter_weight)]

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


def passages_of(hits: Sequence[Hit]) -> list[Passage]:
    """Return the passages that were found, in their order."""
    return [hit.passage for hit in hits]


def _milliseconds(times: Stopwatch) -> dict[str, float]:
    return {stage: each * 1000 for stage, each in times.seconds().items() if stage != "total"}


def _asks_for_words(query: Query) -> bool:
    return any(leg.kind is LegKind.SPARSE for leg in query.legs)


def _refuse_another_model(reader: Reader, embedder: Embedder) -> None:
    stored, made = reader.manifest.embedder, embedder.identity
    if stored != made:
        raise KnowledgeBaseMismatch(
            f"Knowledge base {reader.name!r} was filled with the embedding model {stored.name!r} "
            f"(revision {stored.revision}, {stored.dimension}-d), but {made.name!r} (revision "
            f"{made.revision}, {made.dimension}-d) is set. Set CITEWELL_EMBEDDING_MODEL to "
            f"{stored.name!r}, or ingest into a new knowledge base."
        )
