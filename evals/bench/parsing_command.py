"""`citewell bench parsing`: what Citewell's loaders and other parsers make of real documents."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from evals.bench.parsing import Score, read_manifest, score_parser
from evals.bench.parsing_parsers import Other, Ours, installed_others
from ingest.reading_options import ReadingOptions
from knowledge.settings import Settings

OURS = "citewell"


def parsing(
    folder: Annotated[
        Path, typer.Argument(help="Documents with a manifest.jsonl and a facts.jsonl.")
    ],
    *,
    facts: Annotated[
        list[Path] | None,
        typer.Option("--facts", help="More known words, as facts.jsonl has them."),
    ] = None,
    others: Annotated[bool, typer.Option(help="Run other parsers too, where installed.")] = True,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.json", help="Write the scores here.")
    ] = None,
    misses: Annotated[bool, typer.Option(help="List what Citewell missed.")] = True,
) -> None:
    """Score the loaders over a folder of documents, beside other parsers that are installed."""
    console = Console()
    files, known = read_manifest(folder, [folder / "facts.jsonl", *(facts or [])])
    scores: dict[str, dict[str, Score]] = {}
    with Ours(ReadingOptions.of(Settings())) as ours:
        scores[OURS] = score_parser(ours, folder, files, known)
    for name, extract in (installed_others() if others else {}).items():
        console.print(f"{name} ...", style="dim")
        with Other(extract) as other:
            scores[name] = score_parser(other, folder, files, known)
    console.print(scores_table(scores))
    if misses:
        for score in scores[OURS].values():
            for miss in score.misses:
                console.print(f"missed: {miss}", markup=False, highlight=False)
    if report is not None:
        made = {name: {k: asdict(s) for k, s in found.items()} for name, found in scores.items()}
        report.write_text(json.dumps(made, indent=1, ensure_ascii=False), encoding="utf-8")


def scores_table(scores: dict[str, dict[str, Score]]) -> Table:
    """Return a row for each format and parser; "3/4" is three of four, "-" that none is asked."""
    table = Table(title="Parsing")
    for column in ("Format", "Parser"):
        table.add_column(column)
    for column in ("Read", "Refused rightly", "Words found", "In their place", "Seconds"):
        table.add_column(column, justify="right")
    formats = sorted({name for found in scores.values() for name in found})
    for name in formats:
        for parser, found in scores.items():
            table.add_row(name, parser, *_cells(found[name]), end_section=parser == [*scores][-1])
    for parser, found in scores.items():
        table.add_row("all", parser, *_cells(_sum(found.values())))
    return table


def _cells(score: Score) -> tuple[str, ...]:
    return (
        _share(score.read, score.readable),
        _share(score.named, score.unreadable),
        _share(score.found, score.known),
        _share(score.placed, score.known),
        f"{score.seconds:.1f}",
    )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "-"


def _sum(scores: Iterable[Score]) -> Score:
    total = Score()
    for score in scores:
        total.readable += score.readable
        total.read += score.read
        total.unreadable += score.unreadable
        total.named += score.named
        total.known += score.known
        total.found += score.found
        total.placed += score.placed
        total.seconds += score.seconds
    return total
