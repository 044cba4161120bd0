"""The commands over saved runs: `citewell eval compare`, `report` and `score`."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evals.benchmarks.benchmark import Ranked
from evals.benchmarks.folders import read_benchmark
from evals.runs.comparison import RunComparison, compare_runs
from evals.runs.report_page import report_page
from evals.runs.saved_runs import SavedRun, load_run, run_names, save_run
from evals.runs.scores import as_json, score
from evals.runs.tables import SHOWN, changes_table, comparison_table, scores_table
from knowledge.domain.errors import InputError
from knowledge.settings.settings import Settings

_LATEST = 6


def compare(
    first: Annotated[str, typer.Argument(help="A run's name, the end of it, or its file.")],
    second: Annotated[str, typer.Argument(help="The run to compare it with.")],
    measure: Annotated[list[str] | None, typer.Option(help="May be repeated.")] = None,
    by: Annotated[str, typer.Option(help="The measure that the list of questions goes by.")] = "",
    changes: Annotated[int, typer.Option(min=0, help="Questions to list, each way.")] = 5,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Save rows and changes here.")
    ] = None,
) -> None:
    """Compare two saved runs on the questions they share: paired intervals, p, what changed."""
    folder = Settings().data_dir / "runs"
    runs = load_run(folder, first), load_run(folder, second)
    usual = [name for name in SHOWN if all(name in run.figures for run in runs)]
    found = compare_runs(*runs, measures=measure or usual, by=by)
    console = Console()
    console.print(comparison_table(found))
    typer.echo("* the 95 % interval (bootstrap over conversations) leaves out 0; p by permutation.")
    if found.left_out:
        typer.echo(f"{found.left_out} questions of only one of the runs are left out.")
    better = [each for each in found.changes if each.change > 0][:changes]
    worse = [each for each in found.changes if each.change < 0][:changes]
    for title, moved in (("Gained most", better), ("Lost most", worse)):
        if moved:
            console.print(changes_table(f"{title} {found.by}", moved))
    if not found.changes:
        typer.echo(f"No question changed by {found.by}.")
    if json_out:
        json_out.write_text(json.dumps(_as_json(found), indent=1), encoding="utf-8")


def report(
    runs: Annotated[
        list[str] | None, typer.Argument(help="Runs; the others are compared with the first.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path("retrieval-report.html"),
    by: Annotated[str, typer.Option(help="The measure that the list of questions goes by.")] = "",
) -> None:
    """Write saved runs as one web page with plots; by default the latest ones of one benchmark."""
    folder = Settings().data_dir / "runs"
    loaded = [load_run(folder, name) for name in runs or run_names(folder)[-_LATEST:]]
    if not loaded:
        raise InputError("No run is saved yet. Make one with citewell eval retrieval FOLDER.")
    if not runs:
        newest = loaded[-1]
        loaded = [run for run in loaded if _fits(run, newest)]
    out.write_text(report_page(loaded, by=by), encoding="utf-8")
    typer.echo(f"Wrote {out} ({len(loaded)} runs).")


def _fits(run: SavedRun, other: SavedRun) -> bool:
    """Tell whether two runs measure the same thing: the benchmark, and rankings or answers."""
    same = run.settings.get("benchmark") == other.settings.get("benchmark")
    return same and not run.figures.keys().isdisjoint(other.figures)


def score_run(
    run: Annotated[Path, typer.Argument(help="Rankings in TREC's run form, of any system.")],
    folder: Annotated[Path, typer.Argument(help="The benchmark's folder.")],
    mixed: Annotated[bool, typer.Option(help="All corpora are one index.")] = False,
) -> None:
    """Score the rankings in a TREC run file, and save them as a run."""
    benchmark = read_benchmark(folder, mixed=mixed)
    name, rankings = read_trec_run(run)
    known = sum(question.id in rankings for question in benchmark.questions)
    if not known:
        raise InputError(
            f"None of the {len(rankings)} questions of {str(run)!r} is in {benchmark.name!r}."
        )
    ranked = [
        Ranked(question, tuple(rankings.get(question.id, ())), {})
        for question in benchmark.questions
    ]
    scores = score(ranked)
    described = {"benchmark": benchmark.name, "run": name, "rewriting": name, "mixed": mixed}
    saved = as_json(described, ranked, scores)
    Console().print(scores_table(f"{benchmark.name} {name}", scores))
    if known < len(benchmark.questions):
        typer.echo(f"{len(benchmark.questions) - known} questions have no ranking and count 0.")
    path = save_run(Settings().data_dir / "runs", saved, title=f"{benchmark.name} {name}")
    typer.echo(f"Saved as {path.stem}.")


def _as_json(found: RunComparison) -> dict[str, object]:
    return {
        "schema_version": 1,
        "first": found.first.name,
        "second": found.second.name,
        "left_out": found.left_out,
        "rows": [asdict(row) for row in found.rows],
        "by": found.by,
        "changes": [
            {"id": each.question.id, "first": each.first, "second": each.second}
            for each in found.changes
        ],
    }


# Rankings in TREC's run format: `question Q0 passage rank score name`, a line a passage.


_AFTER_QUESTION = re.compile(r"(?<!\s)\s+(?:Q0|0)\s+")
_FIELDS_AT_THE_END = 3


def read_trec_run(path: Path) -> tuple[str, dict[str, list[tuple[str, float]]]]:
    """Return the run's name and question id -> (passage id, score), best first.

    Order is by score as trec_eval takes it, equal scores by the rank that the file states.

    Raises:
        InputError: the file is missing, empty, or a line is not of that form (with its number).
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The run file {str(path)!r} cannot be read: {error}.") from error
    rows: dict[str, list[tuple[float, int, str]]] = {}
    name = ""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question, passage, rank, score, name = _fields(path, number, line)
        rows.setdefault(question, []).append((-score, rank, passage))
    if not rows:
        raise InputError(f"The run file {str(path)!r} holds no line.")
    return name, {
        question: [(passage, -negated) for negated, _, passage in sorted(found)]
        for question, found in rows.items()
    }


def _fields(path: Path, number: int, line: str) -> tuple[str, str, int, float, str]:
    # Ids of some benchmarks hold blanks; what stands around them is certain.
    try:
        ids, rank, score, name = line.strip().rsplit(None, _FIELDS_AT_THE_END)
        question, passage = _AFTER_QUESTION.split(ids, maxsplit=1)
        return question, passage, int(rank), float(score), name
    except ValueError as error:
        raise InputError(
            f"Line {number} of {str(path)!r} is not of TREC's form "
            f"'question Q0 passage rank score name': {line!r}."
        ) from error
