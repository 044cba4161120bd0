"""The command `citewell bench ingest`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from knowledge.opening.embedders import open_embedder
from knowledge.settings.settings import Settings
from labs.bench.ingest import HashedTexts, bench_ingest, print_ingest
from labs.bench.memory import bench_memory, print_memory


def ingest(
    *,
    files: Annotated[int, typer.Option(min=2, help="Documents to generate.")] = 1000,
    sentences: Annotated[int, typer.Option(min=1, help="Sentences in each.")] = 40,
    hashing: Annotated[
        bool, typer.Option("--hashing", help="Without a model: measures all but embedding.")
    ] = False,
    megabytes: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Instead: memory while N MB go through, hashed."),
    ] = None,
) -> None:
    """Measure a whole ingest beside a bare encode, a second run, one change, memory."""
    if megabytes is not None:
        _memory(megabytes)
        return
    settings = Settings()
    embedder = HashedTexts() if hashing else open_embedder(settings.embedding, settings.data_dir)
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        speed = bench_ingest(
            embedder,
            Path(folder),
            settings.ingest,
            files=files,
            sentences=sentences,
            tell=console.print,
        )
    print_ingest(speed, Console(), model=embedder.identity.name)


def _memory(megabytes: int) -> None:
    tell = Console(stderr=True).print
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        memory = bench_memory(Path(folder), megabytes=megabytes, tell=tell)
    print_memory(memory, Console())
