"""`citewell bench`: how quick and how exact searches are on this machine."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evals.bench_search import bench_search, print_bench
from knowledge.errors import InputError
from knowledge.models import open_embedder
from knowledge.settings import Settings
from knowledge.stores import open_store

FEWEST = 40
MOST_SEARCHES = 200

app = typer.Typer(add_completion=False)


@app.command()
def bench(
    *,
    kb: Annotated[str, typer.Option(help="Take texts from it; default: CITEWELL_DEFAULT_KB.")] = "",
    passages: Annotated[int, typer.Option(min=100, help="Search among so many.")] = 20_000,
) -> None:
    """Measure the embedded store, filled with a knowledge base's texts and mixtures of them."""
    settings = Settings()
    name = kb or settings.default_kb
    with closing(open_store(settings).open(name)) as reader:
        texts = [passage.search_text for passage in reader.all_passages()]
    if len(texts) < FEWEST:
        raise InputError(f"{name!r} has {len(texts)} passages; {FEWEST} are needed to measure.")
    rows = open_embedder(settings).embed_passages(texts)
    # A quarter of the real texts are the questions; they are not among what is searched.
    searches = min(MOST_SEARCHES, len(texts) // 4)
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        measured = bench_search(texts, rows, Path(folder), passages=passages, searches=searches)
    print_bench(measured, Console())
