"""What a question costs stage by stage, without the embedding model's own forward pass."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated

import numpy as np
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.domain.conversations import Conversation, Turn
from app.rewriting.legs import HistoryMix, Rewriter
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.passages import FloatRows
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.models.reranking import TimedReranking
from knowledge.opening.embedders import open_embedder
from knowledge.opening.rerankers import timed_reranking
from knowledge.search.retriever import Retriever
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Reader
from labs.bench.store import FILTERS, filled_reader
from labs.bench.texts import MOST_SEARCHES, KnowledgeBase, texts_of

WHOLE = "whole"
_QUESTION_WORDS = 12
_LIMIT = 20
_WARM_UPS = 5


@dataclass(frozen=True, slots=True)
class StageTimes:
    """Milliseconds of one stage over all questions."""

    stage: str
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class StageBench:
    """Stages in their order, the whole last; `cpu_p50` is the whole in this process's CPU time.

    On a machine that others use, wall-clock times tell more of them than of the search.
    """

    questions: int
    stages: tuple[StageTimes, ...]
    cpu_p50: float


@dataclass(frozen=True)
class PreparedRows:
    """Plays the embedding model with vectors that are at hand: any text gets one of them."""

    identity: EmbedderIdentity
    rows: FloatRows
    max_tokens: int = 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count words."""
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        return self.embed_queries(texts)

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension), equal texts equal rows."""
        return self.rows[[zlib.crc32(text.encode()) % len(self.rows) for text in texts]]


def bench_stages(
    reader: Reader,
    texts: Sequence[str],
    rows: FloatRows,
    *,
    reranking: TimedReranking | None = None,
) -> StageBench:
    """Ask the beginning of each text as a third question, in a conversation of the texts before.

    The legs are also searched one by one: what both together take more is the fusion, which the
    engine does within the search.
    """
    embedder = PreparedRows(reader.manifest.embedder, rows)
    encoder = Bm25Encoder.of(reader.manifest)
    whole = Retriever(reader, embedder, encoder, reranking=reranking)
    alone = Retriever(reader, embedder, encoder)
    asked = [_asked(texts, number) for number in range(2, len(texts))]
    for conversation, question in asked[:_WARM_UPS]:
        _ask(whole, alone, HistoryMix(), conversation, question)
    measured = [_ask(whole, alone, HistoryMix(), *each) for each in asked]
    return StageBench(
        questions=len(measured),
        stages=tuple(
            StageTimes(stage, *_percentiles([row[stage] for row, _ in measured]))
            for stage in measured[0][0]
        ),
        cpu_p50=_percentiles([cpu for _, cpu in measured])[0],
    )


def print_stages(bench: StageBench, console: Console) -> None:
    """Print a row a stage."""
    title = f"A follow-up question by stage, {bench.questions} questions, vectors at hand"
    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column("stage")
    table.add_column("p50 ms", justify="right")
    table.add_column("p95 ms", justify="right")
    for row in bench.stages:
        table.add_row(row.stage, f"{row.p50:.2f}", f"{row.p95:.2f}")
    console.print(table)
    console.print(f"The whole takes {bench.cpu_p50:.2f} ms of CPU time (p50).")


def _asked(texts: Sequence[str], number: int) -> tuple[Conversation, str]:
    before = [Turn(_begun(texts[n]), texts[n]) for n in (number - 2, number - 1)]
    return Conversation(tuple(before)), _begun(texts[number])


def _begun(text: str) -> str:
    return " ".join(text.split()[:_QUESTION_WORDS])


def _ask(
    whole: Retriever,
    alone: Retriever,
    rewriter: Rewriter,
    conversation: Conversation,
    question: str,
) -> tuple[Mapping[str, float], float]:
    """Return milliseconds by stage, and the whole's CPU milliseconds."""
    started, cpu_started = perf_counter(), process_time()
    planned = rewriter.plan(conversation, question)
    rewritten = perf_counter()
    query = planned.query(FILTERS)
    result = whole.search(query, limit=_LIMIT)
    ended, cpu_ended = perf_counter(), process_time()
    legs = sum(
        alone.search(replace(query, legs=(leg,)), limit=_LIMIT).milliseconds["search"]
        for leg in planned.legs
    )
    both = result.milliseconds["search"]
    reranked = {s: ms for s, ms in result.milliseconds.items() if s == "rerank"}
    stages = {
        "rewrite": (rewritten - started) * 1000,
        "embed": result.milliseconds["embed"],
        "search": min(both, legs),
        "fuse": max(0.0, both - legs),
        **reranked,
        WHOLE: (ended - started) * 1000,
    }
    return stages, (cpu_ended - cpu_started) * 1000


def _percentiles(values: Sequence[float]) -> tuple[float, float]:
    p50, p95 = np.percentile(values, [50, 95])
    return float(p50), float(p95)


# The command `citewell bench search`.


def search(
    *,
    kb: KnowledgeBase = "",
    passages: Annotated[int, typer.Option(min=100, help="Passages to search among.")] = 40_000,
) -> None:
    """Measure a follow-up question stage by stage, without the embedding model's forward pass."""
    settings = Settings()
    texts = texts_of(kb or settings.default_kb, settings.store, settings.data_dir)
    embedder = open_embedder(settings.embedding, settings.data_dir)
    rows = embedder.embed_passages(texts)
    with (
        tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder,
        closing(filled_reader(texts, rows, Path(folder), passages=passages)) as reader,
    ):
        reranking = timed_reranking(settings.reranker, settings.data_dir)
        measured = bench_stages(reader, texts[:MOST_SEARCHES], rows, reranking=reranking)
        typer.echo(f"Embedded store, {reader.count():,} passages, {rows.shape[1]}-d, filtered.")
    print_stages(measured, Console())
