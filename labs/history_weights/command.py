"""The command `citewell eval weights`: the history's weights by cross-validation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.rewriting.legs import MEASURED
from evals.benchmarks.folders import read_benchmark
from evals.retrieval.command import opened_benchmark
from evals.runs.significance import estimate
from knowledge.domain.errors import InputError
from knowledge.settings.settings import Settings
from labs.history_weights.search import MEASURE, Values, WeightSearch, conversations, search_weights


def weights(
    folder: Annotated[Path, typer.Argument(help="A folder of conversations, as MTRAG's.")],
    mixed: Annotated[bool, typer.Option(help="Put all corpora into one index.")] = False,
    trials: Annotated[int, typer.Option(min=2, help="Settings to try.")] = 40,
    folds: Annotated[int, typer.Option(min=2, help="Parts that conversations fall into.")] = 5,
) -> None:
    """Try other weights of the history; tell what choosing them would really gain.

    Settings are chosen on all parts but one and measured on that one, conversation by conversation.
    """
    benchmark = read_benchmark(folder, mixed=mixed)
    found = {q.labels.get("conversation", q.id) for q in benchmark.questions}
    if len(found) < folds:
        raise InputError(
            f"{benchmark.name!r} has {len(found)} judged conversations, too few for {folds} folds."
        )
    console = Console(stderr=True)
    settings = Settings()
    with (
        opened_benchmark(
            settings.embedding, settings.ingest, settings.data_dir, benchmark
        ) as opened,
        Progress(console=console, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task("Trying", total=trials)
        search = search_weights(
            benchmark,
            opened.readers,
            opened.embedder,
            trials=trials,
            folds=folds,
            progress=lambda done: bar.update(task, completed=done),
        )
    Console().print(_table(f"{benchmark.name}, {trials} settings, {folds} folds", search))
    changed = {k: v for k, v in asdict(search.best).items() if v != asdict(MEASURED)[k]}
    typer.echo(f"Best in-sample: {changed or 'the set weights'}.")


def _table(title: str, search: WeightSearch) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column("hybrid history with")
    table.add_column(MEASURE, justify="right", no_wrap=True)
    for heading in ("- none, hybrid", "- concat, dense", "- set weights"):
        table.add_column(heading, justify="right")
    rows = {
        "the set weights": search.measured,
        "chosen on the other folds": search.chosen,
        "best in-sample": search.best_values,
    }
    for name, values in rows.items():
        against = (search.alone, search.usual, search.measured)
        table.add_row(name, _mean(search, values), *(_cell(search, values, o) for o in against))
    return table


def _mean(search: WeightSearch, values: Values) -> str:
    found = estimate(values.tolist(), clusters=conversations(search.questions))
    return f"{found.mean:.4f}\n{found.low:.3f} {found.high:.3f}"


def _cell(search: WeightSearch, values: Values, other: Values) -> str:
    found = search.against(values, other)
    return f"{found.mean:+.4f}\n{found.low:+.3f} {found.high:+.3f}"
