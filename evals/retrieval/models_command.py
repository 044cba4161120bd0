"""The command `citewell eval models`: the same passages, several embedding models, one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.pipeline.building import calendar
from app.rewriting.legs import HistoryMix
from evals.benchmarks.benchmark import Benchmark
from evals.benchmarks.folders import read_benchmark
from evals.benchmarks.knowledge_base import kb_benchmark
from evals.retrieval.command import opened_benchmark
from evals.retrieval.ranking import MeasuredLegs, Pipeline, rank
from evals.runs.scores import Scores, score
from evals.runs.significance import difference
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import InputError
from knowledge.settings.models import EmbeddingSettings
from knowledge.settings.parts import IngestSettings
from knowledge.settings.settings import Settings

_MEASURES = ("nDCG@10", "R@10")
_TIMED_PASSAGES = 64
_BYTES_OF_A_NUMBER = 4
_TOKENS_PER_PRICE = 1_000_000


@dataclass(frozen=True, slots=True)
class ModelScores:
    """What a model scored, and what it takes; `cost` is None where no price is given."""

    name: str
    scores: Scores
    dimension: int
    megabytes: float
    seconds_per_thousand: float
    cost: float | None


def models(
    model: Annotated[list[str], typer.Argument(help="Models' names or folders; first = basis.")],
    kb: Annotated[str, typer.Option(help="Compare on this knowledge base's passages.")] = "",
    questions: Annotated[
        Path | None,
        typer.Option(help="With --kb: labelled questions; default: drafted from headings."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Instead of --kb: a BEIR folder, or conversations.")
    ] = None,
    legs: Annotated[MeasuredLegs, typer.Option(help="What is searched.")] = MeasuredLegs.DENSE,
    price: Annotated[
        list[str] | None, typer.Option(help="MODEL=PRICE of a million tokens; may be repeated.")
    ] = None,
) -> None:
    """Search the same passages with each embedding model; compare all with the first."""
    settings = Settings()
    prices = _prices(price or [], model)
    if folder is not None and kb:
        raise InputError("Give either --kb or --folder, not both.")
    if folder is not None:
        benchmark = read_benchmark(folder)
    else:
        name = kb or settings.default_kb
        benchmark = kb_benchmark(
            settings.auth,
            settings.store,
            settings.data_dir,
            name,
            questions,
            calendar(settings.time_zone)(),
        )
    if not benchmark.questions:
        raise InputError(f"{benchmark.name!r} has no judged question.")
    rows = [
        _row(
            each,
            settings.embedding,
            settings.ingest,
            settings.data_dir,
            benchmark,
            legs,
            prices.get(each),
        )
        for each in model
    ]
    Console().print(_table(f"{benchmark.name}, {legs}, {len(benchmark.questions)} questions", rows))
    typer.echo("* differs from the first: the paired 95 % interval leaves out 0.")
    typer.echo(
        f"s/1000: seconds for 1,000 passages here, from {_TIMED_PASSAGES} of them, uncached. "
        "cost: of embedding all passages once, at the given price."
    )
    if kb and questions is None:
        typer.echo("The questions were drafted from headings, which flatters. Give --questions.")


def _prices(given: Sequence[str], names: Sequence[str]) -> Mapping[str, float]:
    prices: dict[str, float] = {}
    for each in given:
        name, _, amount = each.rpartition("=")
        try:
            prices[name] = float(amount)
        except ValueError:
            raise InputError(
                f"The price {each!r} is not MODEL=PRICE, such as {names[0]}=0.13."
            ) from None
        if name not in names:
            raise InputError(f"The price {each!r} is of a model that is not compared.")
    return prices


def _row(
    name: str,
    embedding_settings: EmbeddingSettings,
    ingest: IngestSettings,
    data_dir: Path,
    benchmark: Benchmark,
    legs: MeasuredLegs,
    price: float | None,
) -> ModelScores:
    embedding = embedding_settings.model_copy(update={"model": name})
    with opened_benchmark(embedding, ingest, data_dir, benchmark) as opened:
        scores = score(
            rank(
                benchmark, opened.readers, opened.embedder, Pipeline("history", HistoryMix(), legs)
            )
        )
        texts = [each.text for corpus in benchmark.corpora.values() for each in corpus]
        dimension = opened.embedder.identity.dimension
        return ModelScores(
            name=name,
            scores=scores,
            dimension=dimension,
            megabytes=len(texts) * dimension * _BYTES_OF_A_NUMBER / 1e6,
            seconds_per_thousand=_seconds_per_thousand(opened.embedder, texts),
            cost=None if price is None else _cost(opened.embedder, texts, price),
        )


def _cost(embedder: Embedder, texts: Sequence[str], price: float) -> float:
    return sum(embedder.count_tokens(texts)) / _TOKENS_PER_PRICE * price


def _seconds_per_thousand(embedder: Embedder, texts: Sequence[str]) -> float:
    """Time a sample spread over the passages; vectors from the cache would take no time."""
    sample = texts[:: max(1, len(texts) // _TIMED_PASSAGES)][:_TIMED_PASSAGES]
    started = perf_counter()
    embedder.embed_passages(sample)
    return (perf_counter() - started) / max(1, len(sample)) * 1000


def _table(title: str, rows: list[ModelScores]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column("model", overflow="fold")
    for heading in (*_MEASURES, "dimension", "MB float32", "s/1000", "cost"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row.name,
            *(_figure(row.scores, rows[0].scores, name) for name in _MEASURES),
            str(row.dimension),
            f"{row.megabytes:.1f}",
            f"{row.seconds_per_thousand:.1f}",
            "" if row.cost is None else f"{row.cost:.4f}",
        )
    return table


def _figure(scores: Scores, first: Scores, name: str) -> str:
    found = difference(scores.values[name], first.values[name], clusters=scores.conversations())
    return f"{scores.overall(name).mean:.4f}{'*' if found.significant else ' '}"
