"""Run a benchmark's questions through the product's own store, rewriting and retriever."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from time import perf_counter
from uuid import NAMESPACE_URL, uuid5

from app.rewriting import Rewriter
from evals.benchmark import Benchmark, BenchmarkPassage, BenchmarkQuestion
from ingest.cache import EmbeddingCache
from ingest.embedding import CachedEmbedding
from knowledge.bm25 import Bm25Encoder
from knowledge.documents import DocumentFacts, DocumentRecord
from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeBaseMissing
from knowledge.passages import Passage, PassageVectors
from knowledge.queries import Filters, Fusion, Leg, LegKind, Query
from knowledge.retriever import Retriever
from knowledge.store import Manifest, Reader, Store

_GROUP = "benchmark"
_ROWS_AT_ONCE = 5_000

Progress = Callable[[int, int], None]
"""Told how many passages of how many are embedded."""


class Legs(StrEnum):
    """Which legs of a planned query are searched."""

    DENSE = "dense"
    BM25 = "bm25"
    HYBRID = "hybrid"

    def of(self, legs: Iterable[Leg]) -> tuple[Leg, ...]:
        """Keep the legs of this kind."""
        kinds = {Legs.DENSE: {LegKind.DENSE}, Legs.BM25: {LegKind.SPARSE}}
        wanted = kinds.get(self, set(LegKind))
        return tuple(leg for leg in legs if leg.kind in wanted)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """How a question is searched; what a saved run must name to be repeated."""

    name: str
    rewriter: Rewriter
    legs: Legs = Legs.HYBRID
    fusion: Fusion = Fusion.SCORES
    depth: int = 200


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question's ranking, (passage id, score) best first, and its milliseconds by stage."""

    question: BenchmarkQuestion
    ranking: tuple[tuple[str, float], ...]
    milliseconds: Mapping[str, float]


def fill(
    store: Store,
    benchmark: Benchmark,
    embedder: Embedder,
    cache: EmbeddingCache,
    progress: Progress,
) -> dict[str, Reader]:
    """Put each corpus into a knowledge base of its own, once; return the readers by corpus name.

    The knowledge base's name carries a hash of its texts, so that another corpus is another one.
    """
    return {
        name: _filled(store, f"bench-{benchmark.name}-{name}", corpus, embedder, cache, progress)
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
        name: Retriever(reader, embedder, Bm25Encoder.of(reader.manifest))
        for name, reader in readers.items()
    }
    return [
        _rank_one(retrievers[question.corpus], question, pipeline, limit)
        for question in benchmark.questions
    ]


def _rank_one(
    retriever: Retriever, question: BenchmarkQuestion, pipeline: Pipeline, limit: int
) -> Ranked:
    started = perf_counter()
    planned = pipeline.rewriter.plan(question.past, question.text).legs
    legs = tuple(replace(leg, depth=pipeline.depth) for leg in pipeline.legs.of(planned))
    rewrite_ms = (perf_counter() - started) * 1000
    query = Query(legs, Filters(groups=(_GROUP,)), pipeline.fusion)
    result = retriever.search(query, limit=limit)
    ranking = tuple((hit.passage.source, hit.score) for hit in result.hits)
    return Ranked(question, ranking, {"rewrite": rewrite_ms, **result.milliseconds})


def _filled(
    store: Store,
    prefix: str,
    corpus: Sequence[BenchmarkPassage],
    embedder: Embedder,
    cache: EmbeddingCache,
    progress: Progress,
) -> Reader:
    digest = hashlib.sha256()
    for each in corpus:
        digest.update(f"{each.id}\0{each.title}\0{each.text}\0".encode())
    name = f"{prefix}-{embedder.identity.name}-{digest.hexdigest()[:8]}".replace("/", "-")
    try:
        return store.open(name)
    except KnowledgeBaseMissing:
        _write(store, name, corpus, CachedEmbedding(embedder, cache), embedder, progress)
        return store.open(name)


def _write(
    store: Store,
    name: str,
    corpus: Sequence[BenchmarkPassage],
    embedding: CachedEmbedding,
    embedder: Embedder,
    progress: Progress,
) -> None:
    texts = [each.text for each in corpus]
    words = sum(len(text.split()) for text in texts) / max(1, len(texts))
    manifest = Manifest(
        embedder=embedder.identity,
        splitter="as the benchmark gives it",
        bm25_average_length=round(words, 1),
        default_group=_GROUP,
    )
    encoder = Bm25Encoder.of(manifest)
    with store.write(name, manifest) as writer:
        for start in range(0, len(corpus), _ROWS_AT_ONCE):
            window = corpus[start : start + _ROWS_AT_ONCE]
            record = _record(name, start, len(window))
            passages = [_passage(each, record.id) for each in window]
            searched = [passage.search_text for passage in passages]
            rows = embedding.rows(searched, partial(_shifted, progress, start, len(corpus)))
            vectors = PassageVectors(rows, encoder.encode_passages(searched))
            # One document a window: benchmarks cap nothing per document.
            writer.put(record, passages, vectors)
        writer.publish()


def _shifted(progress: Progress, start: int, total: int, done: int) -> None:
    progress(start + done, total)


def _passage(given: BenchmarkPassage, document_id: str) -> Passage:
    return Passage(
        id=str(uuid5(NAMESPACE_URL, given.id)),
        document_id=document_id,
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
        facts=DocumentFacts(key=key, groups=(_GROUP,)),
        title=key,
        source=key,
        root=name,
        content_hash="",
        passages=passages,
    )
