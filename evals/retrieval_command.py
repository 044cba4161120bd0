"""The command `citewell eval retrieval`: a benchmark through the product's own search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.rewriting import HistoryMix, JoinedMessages, LastTurn, Rewriter
from evals.benchmark import Benchmark
from evals.benchmarks.beir_folder import read_beir_folder
from evals.benchmarks.conversation_folder import read_conversation_folder
from evals.cached_queries import CachedQueries, query_identity
from evals.retrieval import Legs, Pipeline, fill, rank
from evals.retrieval_report import (
    Scores,
    as_json,
    latencies,
    score,
    write_json,
    write_trec_run,
)
from ingest.cache import EmbeddingCache
from knowledge.errors import InputError
from knowledge.models import open_embedder
from knowledge.queries import Fusion
from knowledge.settings import Settings
from knowledge.stores import open_store

REWRITERS: Mapping[str, type[Rewriter]] = {
    "none": LastTurn,
    "concat": JoinedMessages,
    "history": HistoryMix,
}
_SHOWN = ("nDCG@5", "nDCG@10", "R@5", "RR@10")


def read_benchmark(folder: Path, *, mixed: bool, queries: str) -> Benchmark:
    """Read a folder as what it is: conversations where it has tasks.jsonl, else BEIR.

    Raises:
        InputError: it is neither.
    """
    if not folder.is_dir():
        raise InputError(f"The benchmark folder {str(folder)!r} does not exist.")
    if (folder / "tasks.jsonl").is_file():
        return read_conversation_folder(folder, mixed=mixed)
    return read_beir_folder(folder, queries=queries)


def retrieval(
    folder: Annotated[Path, typer.Argument(help="A BEIR folder, or conversations as MTRAG's.")],
    legs: Annotated[list[Legs] | None, typer.Option(help="May be repeated.")] = None,
    rewriting: Annotated[
        list[str] | None, typer.Option(help=f"{', '.join(REWRITERS)}; may be repeated.")
    ] = None,
    fusion: Annotated[Fusion, typer.Option(help="How legs are fused.")] = Fusion.SCORES,
    mixed: Annotated[bool, typer.Option(help="Put all corpora into one index.")] = False,
    queries: Annotated[str, typer.Option(help="A BEIR folder's query file.")] = "queries.jsonl",
    json_out: Annotated[Path | None, typer.Option("--json", help="Save the last run here.")] = None,
    trec_out: Annotated[
        Path | None, typer.Option("--trec", help="Save the last run's rankings in TREC's form.")
    ] = None,
) -> None:
    """Rank a benchmark's passages; print measures with 95 % intervals, and the search's time."""
    benchmark = read_benchmark(folder, mixed=mixed, queries=queries)
    settings = Settings()
    embedder = open_embedder(settings)
    store = open_store(settings)
    console = Console(stderr=True)
    path = settings.data_dir / "cache" / "embeddings.sqlite"
    with (
        EmbeddingCache(path, embedder.identity) as cache,
        EmbeddingCache(path, query_identity(embedder.identity)) as query_cache,
        Progress(console=console, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task(f"Embedding {benchmark.name}")
        readers = fill(
            store,
            benchmark,
            embedder,
            cache,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
        bar.remove_task(task)
        queries_embedder = CachedQueries(embedder, query_cache)
        for name in rewriting or ["history"]:
            for kind in legs or [Legs.HYBRID]:
                pipeline = Pipeline(f"{kind} {name}", rewriter_named(name), kind, fusion)
                ranked = rank(benchmark, readers, queries_embedder, pipeline)
                scores = score(ranked)
                described = {
                    "benchmark": benchmark.name,
                    "embedding_model": embedder.identity.name,
                    "revision": embedder.identity.revision,
                    "rewriting": name,
                    "legs": str(kind),
                    "fusion": str(fusion),
                }
                Console().print(_table(f"{benchmark.name}: {pipeline.name}", scores))
                typer.echo(_times(latencies(ranked)))
                if json_out:
                    write_json(json_out, as_json(described, ranked, scores))
                if trec_out:
                    write_trec_run(trec_out, ranked, f"citewell-{kind}-{name}")
    for reader in readers.values():
        with closing(reader):
            pass


def rewriter_named(name: str) -> Rewriter:
    """Return the rewriting of this name.

    Raises:
        InputError: there is none (names those there are).
    """
    if name not in REWRITERS:
        raise InputError(f"There is no rewriting {name!r}; there are {', '.join(REWRITERS)}.")
    return REWRITERS[name]()


def _table(title: str, scores: Scores) -> Table:
    table = Table("questions", "", *_SHOWN, title=title, title_justify="left")
    rows: list[tuple[str, Sequence[str]]] = [("all", ["all"] * len(scores.questions))]
    for label in ("domain", "turn", "kind"):
        values = [question.labels.get(label, "") for question in scores.questions]
        if len(set(values)) > 1:
            rows.append((label, values))
    for label, each_value in rows:
        for value in sorted(set(each_value) - {""}):
            kept = scores.where([each == value for each in each_value])
            cells = [kept.overall(name) for name in _SHOWN]
            table.add_row(
                str(len(kept.questions)),
                value if label == "all" else f"{label} {value}",
                *(f"{c.mean:.4f} [{c.low:.3f}, {c.high:.3f}]" for c in cells),
            )
    return table


def _times(stages: Mapping[str, tuple[float, float]]) -> str:
    return "ms p50/p95: " + ", ".join(
        f"{stage} {p50:.1f}/{p95:.1f}" for stage, (p50, p95) in stages.items()
    )
