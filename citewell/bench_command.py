"""`citewell bench`: how quick and how exact searches and embedding are on this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from evals.bench.answers_command import answers
from evals.bench.embedding import bench_embedding, print_speeds
from evals.bench.ingesting import HashedTexts, bench_ingest, print_ingest
from evals.bench.memory import bench_memory, print_memory
from evals.bench.parsing_command import parsing
from evals.bench.quantization import bench_quantization, print_quantization
from evals.bench.reranking import bench_reranking, print_reranking
from evals.bench.search import bench_search, filled_reader, print_bench
from evals.bench.served_here import served_here
from evals.bench.stages import bench_stages, print_stages, reading_at_hand
from knowledge.embedding import Embedder
from knowledge.errors import InputError
from knowledge.local.embedders import LocalEmbedder
from knowledge.local.rerankers import CrossEncoderReranker
from knowledge.models.opening import open_embedder
from knowledge.models.reranker_catalogue import READING, chosen_reranker
from knowledge.models.reranker_opening import timed_reranking
from knowledge.passages import FloatRows
from knowledge.remote.opening import SERVED
from knowledge.reranking import Reranker, TimedReranking
from knowledge.settings import Settings
from knowledge.store import Reader
from knowledge.stores import open_store

FEWEST = 40
MOST_SEARCHES = 200

app = typer.Typer(add_completion=False)
app.command("parsing")(parsing)
app.command("answers")(answers)

KnowledgeBase = Annotated[
    str, typer.Option("--kb", help="Take texts from it; default: CITEWELL_DEFAULT_KB.")
]


@app.callback(invoke_without_command=True)
def bench(
    context: typer.Context,
    *,
    kb: KnowledgeBase = "",
    passages: Annotated[int, typer.Option(min=100, help="Search among so many.")] = 20_000,
) -> None:
    """Measure searches in the embedded store, filled with a knowledge base's texts and mixtures.

    Other measurements: citewell bench answers, search, quantization, embedding, reranking, ingest.
    """
    if context.invoked_subcommand is not None:
        return
    settings = Settings()
    texts = _texts(kb or settings.default_kb, settings)
    rows = open_embedder(settings).embed_passages(texts)
    # A quarter of the real texts are the questions; they are not among what is searched.
    searches = min(MOST_SEARCHES, len(texts) // 4)
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        measured = bench_search(texts, rows, Path(folder), passages=passages, searches=searches)
    print_bench(measured, Console())


@app.command()
def search(
    *,
    kb: KnowledgeBase = "",
    passages: Annotated[int, typer.Option(min=100, help="Search among so many.")] = 40_000,
) -> None:
    """Measure a follow-up question stage by stage, without the embedding model's forward pass."""
    settings = Settings()
    texts = _texts(kb or settings.default_kb, settings)
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


@app.command()
def quantization(*, kb: KnowledgeBase = "") -> None:
    """Measure each form of vectors on a knowledge base's own: bytes, recall, time."""
    settings = Settings()
    name = kb or settings.default_kb
    with closing(open_store(settings).open(name)) as reader:
        stored = [each.dense for record in reader.documents() for each in reader.stored(record.id)]
    _refuse_few(name, len(stored))
    # Passages of one document stand together; questions are to come from all of them.
    rows = np.random.default_rng(0).permutation(np.stack(stored))
    searches = min(MOST_SEARCHES, len(rows) // 4)
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        figures = bench_quantization(rows, Path(folder), searches=searches)
    print_quantization(figures, Console(), passages=len(rows) - searches, dimension=rows.shape[1])


@app.command()
def embedding(
    *,
    kb: KnowledgeBase = "",
    passages: Annotated[int, typer.Option(min=8, help="Embed so many of its passages.")] = 300,
) -> None:
    """Measure the embedding model in passages and tokens per second, beside the bare library.

    A model of this machine is also measured through a server on it and, where it is installed,
    through OpenVINO.
    """
    settings = Settings()
    texts = _texts(kb or settings.default_kb, settings)[:passages]
    embedder = open_embedder(settings)
    console = Console()
    if not isinstance(embedder, LocalEmbedder):
        speeds = bench_embedding(embedder, texts)
    else:
        with served_here(embedder) as address:
            others = {**_through_openvino(settings), "served": _served(settings, address)}
            speeds = bench_embedding(embedder, texts, bare=embedder.bare_encode, others=others)
    print_speeds(speeds, console, model=embedder.identity.name, texts=len(texts))


@app.command()
def reranking(
    *,
    kb: KnowledgeBase = "",
    questions: Annotated[int, typer.Option(min=1, help="Ask so many.")] = 10,
) -> None:
    """Measure the reranker that is set: time for a question, by torch and by OpenVINO.

    A cross-encoder of this machine is also computed by OpenVINO, where it is installed.
    """
    settings = Settings()
    texts = _texts(kb or settings.default_kb, settings)
    embedder = open_embedder(settings)
    opened = timed_reranking(settings, embedder)
    if opened is None:
        raise InputError("No reranker is set. Set CITEWELL_RERANKER to the one to be measured.")
    ways: dict[str, Reranker] = {settings.reranker_backend: opened.reranker}
    if isinstance(opened.reranker, CrossEncoderReranker) and find_spec("openvino"):
        for backend in ("torch", "openvino", "openvino-int8"):
            chosen = settings.model_copy(update={"reranker_backend": backend})
            other = timed_reranking(chosen, embedder)
            ways |= {backend: other.reranker} if other else {}
    speeds = bench_reranking(ways, texts, candidates=opened.candidates, questions=questions)
    print_reranking(speeds, Console(), model=opened.reranker.name, candidates=opened.candidates)


def _through_openvino(settings: Settings) -> dict[str, Embedder]:
    if settings.embedding_backend != "torch" or find_spec("openvino") is None:
        return {}
    return {
        backend: open_embedder(settings.model_copy(update={"embedding_backend": backend}))
        for backend in ("openvino", "openvino-int8")
    }


def _served(settings: Settings, address: str) -> Embedder:
    name = settings.embedding_model
    there = {"embedding_model": f"{SERVED}{name}", "embedding_base_url": address}
    return open_embedder(settings.model_copy(update=there))


@app.command("ingest")
def ingest_command(
    *,
    files: Annotated[int, typer.Option(min=2, help="Generate so many documents.")] = 1000,
    sentences: Annotated[int, typer.Option(min=1, help="Of so many sentences each.")] = 40,
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
    embedder = HashedTexts() if hashing else open_embedder(settings)
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="citewell-bench-") as folder:
        speed = bench_ingest(
            embedder,
            Path(folder),
            settings,
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


def _texts(name: str, settings: Settings) -> list[str]:
    with closing(open_store(settings).open(name)) as reader:
        texts = [passage.search_text for passage in reader.all_passages()]
    _refuse_few(name, len(texts))
    return texts


def _refuse_few(name: str, passages: int) -> None:
    if passages < FEWEST:
        raise InputError(f"{name!r} has {passages} passages; {FEWEST} are needed to measure.")
