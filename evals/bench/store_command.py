"""The command `citewell bench store`, which `citewell bench` alone is too."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evals.bench.kb_texts import MOST_SEARCHES, KnowledgeBase, texts_of
from evals.bench.search import bench_search, print_bench
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings


def store(
    *,
    kb: KnowledgeBase = "",
    passages: Annotated[int, typer.Option(min=100, help="Search among so many.")] = 20_000,
) -> None:
    """Measure searches in the embedded store, filled with a knowledge base's texts and mixtures."""
    settings = Settings()
    texts = texts_of(kb or settings.default_kb, settings)
    rows = open_embedder(settings).embed_passages(texts)
    # A quarter of the real texts are the questions; they are not among what is searched.
    searches = min(MOST_SEARCHES, len(texts) // 4)
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        measured = bench_search(texts, rows, Path(folder), passages=passages, searches=searches)
    print_bench(measured, Console())
