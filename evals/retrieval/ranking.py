"""Run a benchmark's questions through the product's own store, rewriting and retriever."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import partial
from time import perf_counter
from uuid import NAMESPACE_URL, uuid5

from app.rewriting.legs import Rewriter
from evals.benchmarks.benchmark import Benchmark, BenchmarkPassage, BenchmarkQuestion, Ranked
from ingest.embedding.cache import EmbeddingCache
from ingest.embedding.cached_embedding import CachedEmbedding
from knowledge.domain.documents import DocumentMetadata, DocumentRecord
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import KnowledgeBaseMissing
from knowledge.domain.passages import Passage, PassageVectors
from knowledge.domain.queries import Filters, Fusion, Leg, LegKind
from knowledge.lexical.bm25 import TODAYS_RULES, Bm25Encoder
from knowledge.models.reranking import TimedReranking
from knowledge.search.retriever import USUAL, Retriever, SearchOptions
from knowledge.store.protocol import Manifest, Reader, Store

_GROUP = "benchmark"
_ROWS_AT_ONCE = 5_000

IngestProgress = Callable[[int, int], None]
"""Told how many passages of how many are embedded."""


class MeasuredLegs(StrEnum):
    """Which legs of a planned query are searched."""

    DENSE = "dense"
    BM25 = "bm25"
    HYBRID = "hybrid"

    def of(self, legs: Iterable[Leg]) -> tuple[Leg, ...]:
        """Keep the legs of this kind."""
        kinds = {MeasuredLegs.DENSE: {LegKind.DENSE}, MeasuredLegs.BM25: {LegKind.SPARSE}}
        wanted = kinds.get(self, set(LegKind))
        return tuple(leg for leg in legs if leg.kind in wanted)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """How a question is searched; what a saved run must name to be repeated."""

    name: str
    rewriter: Rewriter
    legs: MeasuredLegs = MeasuredLegs.HYBRID
    fusion: Fusion = Fusion.SCORES
    depth: int = 200
    reranking: TimedReranking | None = None
    options: SearchOptions = USUAL

    @property
    def variant(self) -> str:
        """What of the search options is not as usual, by name."""
        usual = asdict(USUAL)
        chosen = asdict(self.options)
        return ", ".join(f"{name} {chosen[name]}" for name in usual if chosen[name] != usual[name])


def fill(
    store: Store,
    benchmark: Benchmark,
    embedder: Embedder,
    cache: EmbeddingCache,
    progress: IngestProgress,
    *,
    bm25_language: str = "english",
) -> dict[str, Reader]:
    """Put each corpus into a knowledge base of its own, once; return the readers by corpus name.

    Words become terms as in any knowledge base. The name carries a hash of the texts and
    of those settings, so that another corpus is another knowledge base.
    """
    manifest = Manifest(
        embedder=embedder.identity,
        splitter="as the benchmark gives it",
        bm25_language=bm25_language,
        bm25_rules=TODAYS_RULES,
        default_group=_GROUP,
    )
    filling = _Filling(store, manifest, embedder, cache, progress)
    return {
        name: filling.filled(f"bench-{benchmark.name}-{name}", corpus)
        for name, corpus in benchmark.corpora.items()
    }


def rank(
    benchmark: Benchmark,
    readers: Mapping[str, Reader],
    embedder: Embedder,
    pipeline: Pipeline,
    *,
    limit: int = 100,
) -> list[Ranked]:
    """Search every question with its conversation; at most `limit` passages each.

    All texts are embedded in one go first, which costs a fraction of one by one.
    """
    planned = [pipeline.rewriter.plan(q.past, q.text).legs for q in benchmark.questions]
    dense = (leg for legs in planned for leg in pipeline.legs.of(legs) if leg.kind is LegKind.DENSE)
    embedder.embed_queries(sorted({text for leg in dense for text, _ in leg.parts}))
    retrievers = {
        name: Retriever(
            reader,
            embedder,
            Bm25Encoder.of(reader.manifest),
            reranking=pipeline.reranking,
            options=_options(pipeline),
        )
        for name, reader in readers.items()
    }
    return [
        _rank_one(retrievers[question.corpus], question, pipeline, limit)
        for question in benchmark.questions
    ]


def _options(pipeline: Pipeline) -> SearchOptions:
    """Return the search's options; a leg alone is measured as it is, without added words."""
    if pipeline.legs is MeasuredLegs.HYBRID:
        return pipeline.options
    return replace(pipeline.options, added_words=0.0, added_text=0.0)


def _rank_one(
    retriever: Retriever, question: BenchmarkQuestion, pipeline: Pipeline, limit: int
) -> Ranked:
    started = perf_counter()
    planned = pipeline.rewriter.plan(question.past, question.text)
    legs = tuple(replace(leg, depth=pipeline.depth) for leg in pipeline.legs.of(planned.legs))
    rewrite_ms = (perf_counter() - started) * 1000
    if all(leg.kind is LegKind.SPARSE for leg in legs):
        # BM25 alone is measured as it is: no codes looked up, nothing put right or reranked.
        planned = replace(planned, question="")
    filters = Filters(groups=(_GROUP,))
    query = replace(planned, legs=legs).query(filters, fusion=pipeline.fusion)
    result = retriever.search(query, limit=limit)
    ranking = tuple((hit.passage.source, hit.score) for hit in result.hits)
    corrections = tuple((each.typed, each.found) for each in result.corrections)
    milliseconds = {"rewrite": rewrite_ms, **result.milliseconds}
    return Ranked(question, ranking, milliseconds, corrections)


@dataclass(frozen=True, slots=True)
class _Filling:
    """What filling a knowledge base takes."""

    store: Store
    manifest: Manifest
    embedder: Embedder
    cache: EmbeddingCache
    progress: IngestProgress

    def filled(self, prefix: str, corpus: Sequence[BenchmarkPassage]) -> Reader:
        name = f"{prefix}-{self.embedder.identity.name}-{self._digest(corpus)}".replace("/", "-")
        try:
            return self.store.open(name)
        except KnowledgeBaseMissing:
            self._write(name, corpus)
            return self.store.open(name)

    def _digest(self, corpus: Sequence[BenchmarkPassage]) -> str:
        kept = self.manifest
        digest = hashlib.sha256(
            f"{kept.bm25_language} {kept.bm25_average_length} {kept.bm25_rules}\0".encode()
        )
        for each in corpus:
            digest.update(f"{each.id}\0{each.title}\0{each.text}\0{each.document}\0".encode())
        return digest.hexdigest()[:8]

    def _write(self, name: str, corpus: Sequence[BenchmarkPassage]) -> None:
        embedding = CachedEmbedding(self.embedder, self.cache)
        encoder = Bm25Encoder.of(self.manifest)
        with self.store.write(name, self.manifest) as writer:
            for start in range(0, len(corpus), _ROWS_AT_ONCE):
                window = corpus[start : start + _ROWS_AT_ONCE]
                record = _record(name, start, len(window))
                passages = [_passage(each) for each in window]
                searched = [passage.search_text for passage in passages]
                told = partial(_shifted, self.progress, start, len(corpus))
                rows = embedding.rows(searched, told)
                vectors = PassageVectors(rows, encoder.encode_passages(searched))
                # One record a window: a benchmark's documents are known by their passages only.
                writer.put(record, passages, vectors)
            writer.publish()


def _shifted(progress: IngestProgress, start: int, total: int, done: int) -> None:
    progress(start + done, total)


def _passage(given: BenchmarkPassage) -> Passage:
    return Passage(
        id=str(uuid5(NAMESPACE_URL, given.id)),
        # Of a benchmark that tells no documents, each passage is one.
        document_id=str(uuid5(NAMESPACE_URL, given.document or given.id)),
        document_key=given.id,
        # Several benchmarks repeat the title as the text's first line: once is enough.
        title="" if given.text.startswith(given.title) else given.title,
        text=given.text,
        headings=(),
        position=0,
        start=0,
        end=len(given.text),
        source=given.id,
        groups=(_GROUP,),
    )


def _record(name: str, start: int, passages: int) -> DocumentRecord:
    key = f"{name}-{start}"
    return DocumentRecord(
        id=str(uuid5(NAMESPACE_URL, key)),
        metadata=DocumentMetadata(key=key, groups=(_GROUP,)),
        title=key,
        source=key,
        root=name,
        content_hash="",
        passages=passages,
    )
