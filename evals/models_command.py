"""The command `citewell eval models`: one benchmark, several embedding models, one table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.rewriting import HistoryMix
from evals.benchmark import Benchmark
from evals.benchmarks.any_folder import read_benchmark
from evals.retrieval import Legs, Pipeline, rank
from evals.retrieval_command import opened_benchmark
from evals.retrieval_report import Scores, score
from evals.significance import difference
from knowledge.embedding import Embedder
from knowledge.errors import InputError
from knowledge.queries import Fusion
from knowledge.settings import Settings

_MEASURES = ("nDCG@10", "R@10")
_TIMED_PASSAGES = 64
_BYTES_OF_A_NUMBER = 4


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What a model scored, and what it takes."""

    name: str
    scores: Scores
    dimension: int
    megabytes: float
    seconds_per_thousand: float


def models(
    folder: Annotated[Path, typer.Argument(help="A BEIR folder, or conversations as MTRAG's.")],
    model: Annotated[list[str], typer.Option(help="A model's name or folder; repeat it.")],
    legs: Annotated[Legs, typer.Option(help="What is searched.")] = Legs.DENSE,
    queries: Annotated[str, typer.Option(help="A BEIR folder's query file.")] = "queries.jsonl",
) -> None:
    """Search the same passages with each embedding model; compare all with the first."""
    benchmark = read_benchmark(folder, mixed=False, queries=queries)
    if not benchmark.questions:
        raise InputError(f"{benchmark.name!r} has no judged question.")
    settings = Settings()
    rows = [
        _row(name, settings.model_copy(update={"embedding_model": name}), benchmark, legs)
        for name in model
    ]
    Console().print(_table(f"{benchmark.name}, {legs}, {len(benchmark.questions)} questions", rows))
    typer.echo("* differs from the first: the paired 95 % interval leaves out 0.")
    typer.echo(
        f"s/1000: seconds for 1,000 passages here, from {_TIMED_PASSAGES} of them, uncached."
    )


def _row(name: str, settings: Settings, benchmark: Benchmark, legs: Legs) -> ModelRow:
    with opened_benchmark(settings, benchmark) as opened:
        pipeline = Pipeline("history", HistoryMix(), legs, Fusion.SCORES)
        scores = score(rank(benchmark, opened.readers, opened.embedder, pipeline))
        dimension = opened.embedder.identity.dimension
        passages = sum(len(corpus) for corpus in benchmark.corpora.values())
        return ModelRow(
            name=name,
            scores=scores,
            dimension=dimension,
            megabytes=passages * dimension * _BYTES_OF_A_NUMBER / 1e6,
            seconds_per_thousand=_seconds_per_thousand(opened.embedder, benchmark),
        )


def _seconds_per_thousand(embedder: Embedder, benchmark: Benchmark) -> float:
    """Time a sample spread over the corpora; vectors from the cache would take no time."""
    every = [passage.text for corpus in benchmark.corpora.values() for passage in corpus]
    texts = every[:: max(1, len(every) // _TIMED_PASSAGES)][:_TIMED_PASSAGES]
    started = perf_counter()
    embedder.embed_passages(texts)
    return (perf_counter() - started) / max(1, len(texts)) * 1000


def _table(title: str, rows: list[ModelRow]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column("model", overflow="fold")
    for heading in (*_MEASURES, "dimension", "MB float32", "s/1000"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row.name,
            *(_figure(row.scores, rows[0].scores, name) for name in _MEASURES),
            str(row.dimension),
            f"{row.megabytes:.1f}",
            f"{row.seconds_per_thousand:.1f}",
        )
    return table


def _figure(scores: Scores, first: Scores, name: str) -> str:
    found = difference(scores.values[name], first.values[name], clusters=scores.conversations())
    return f"{scores.overall(name).mean:.4f}{'*' if found.significant else ' '}"
