"""The command `citewell eval ratings`: the evidence gate beside people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.building import build_retriever
from app.evidence import coefficients_for
from evals.benchmarks.any_folder import read_benchmark
from evals.gate.ratings import agreements, read_ratings, weigh_rated
from evals.retrieval_command import opened_benchmark
from knowledge.errors import InputError
from knowledge.settings import Settings

RATINGS = "human_ratings.jsonl"


def ratings(
    folder: Annotated[Path, typer.Argument(help=f"A folder as FeedbackQA's, with {RATINGS}.")],
) -> None:
    """Hold the evidence gate to people's grades of passages, and people to the labels.

    Each graded passage is made the best one found. Prints areas under the curve: the gate against
    people, one person against the others, and both against the benchmark's labels.
    """
    benchmark = read_benchmark(folder)
    if len(benchmark.corpora) != 1:
        raise InputError(f"{str(folder)!r} has {len(benchmark.corpora)} corpora; give one.")
    rated = read_ratings(folder / RATINGS, benchmark)
    console = Console(stderr=True)
    with opened_benchmark(Settings(), benchmark) as opened:
        (reader,) = opened.readers.values()
        retriever = build_retriever(reader, opened.embedder)
        retriever.embedder.embed_queries(sorted({each.question for each in rated}))
        with Progress(console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task("Searching")
            weighed = weigh_rated(
                retriever, rated, lambda done, total: bar.update(task, completed=done, total=total)
            )
        gate = coefficients_for(opened.model.identity, reading=False)
    title = f"{len(weighed)} of {len(rated)} graded passages are among the first hundred"
    table = Table("who judges", "right", "wrong", "area [95 %]", title=title)
    for each in agreements(weighed, gate):
        area = f"{each.area.mean:.3f} [{each.area.low:.3f}, {each.area.high:.3f}]"
        table.add_row(each.judges, f"{each.right:,}", f"{each.wrong:,}", area)
    Console(width=max(100, Console().width)).print(table)
