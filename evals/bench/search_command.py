"""The command `citewell bench search`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evals.bench.kb_texts import MOST_SEARCHES, KnowledgeBase, texts_of
from evals.bench.search import filled_reader
from evals.bench.stages import bench_stages, print_stages, reading_at_hand
from knowledge.embedding import Embedder
from knowledge.models.opening import open_embedder
from knowledge.models.reranker_catalogue import READING, chosen_reranker
from knowledge.models.reranker_opening import timed_reranking
from knowledge.passages import FloatRows
from knowledge.reranking import TimedReranking
from knowledge.settings import Settings
from knowledge.store import Reader


def search(
    *,
    kb: KnowledgeBase = "",
    passages: Annotated[int, typer.Option(min=100, help="Search among so many.")] = 40_000,
) -> None:
    """Measure a follow-up question stage by stage, without the embedding model's forward pass."""
    settings = Settings()
    texts = texts_of(kb or settings.default_kb, settings)
    embedder = open_embedder(settings)
    rows = embedder.embed_passages(texts)
    with (
        tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder,
        closing(filled_reader(texts, rows, Path(folder), passages=passages)) as reader,
        _reranking(settings, embedder, reader, rows, Path(folder)) as reranking,
    ):
        measured = bench_stages(reader, texts[:MOST_SEARCHES], rows, reranking=reranking)
        typer.echo(f"Embedded store, {reader.count():,} passages, {rows.shape[1]}-d, filtered.")
    print_stages(measured, Console())


@contextmanager
def _reranking(
    settings: Settings, embedder: Embedder, reader: Reader, rows: FloatRows, folder: Path
) -> Iterator[TimedReranking | None]:
    """Give the reranking that is set; what the embedding model would read is at hand too."""
    if chosen_reranker(settings.reranker, embedder.identity.name) == READING:
        with reading_at_hand(reader, rows, folder) as reading:
            yield reading
    else:
        yield timed_reranking(settings, embedder)
