"""The command `citewell eval questions`: your own questions asked, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.pipeline.building import build_assistant
from app.writing.vector_cache import RememberedVectors
from evals.answers.command import answers_described, save_answers
from evals.benchmarks.labelled_questions import read_labelled_questions
from evals.questions.own_questions import QuestionOutcome, SummaryRow, as_saved, ask_all, summary
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings


def questions(
    file: Annotated[Path, typer.Argument(help="A JSONL file such as sample/questions.jsonl.")],
    kb: Annotated[str, typer.Option(help="The knowledge base; default: CITEWELL_DEFAULT_KB.")] = "",
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Save the figures and a row per question here.")
    ] = None,
    misses: Annotated[bool, typer.Option(help="List the questions that went wrong.")] = False,
) -> None:
    """Ask your own labelled questions: hit rates, answers, refusals.

    Saved as a run, for `citewell eval compare`, `eval report` and the Quality page.
    """
    settings = Settings()
    labelled = read_labelled_questions(file)
    name = kb or settings.default_kb
    reader = open_store(settings.store, settings.data_dir).open(name)
    embedder = open_embedder(settings.embedding, settings.data_dir)
    assistant = build_assistant(settings, reader, embedder)
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Asking", total=len(labelled))
        outcomes = ask_all(
            assistant,
            labelled,
            embed=RememberedVectors(embedder).embed,
            progress=lambda done: bar.update(task, completed=done),
        )
    lines = summary(outcomes)
    Console().print(_table(lines))
    described = answers_described(settings, embedder.identity, f"{name} {file.stem}")
    save_answers(settings.data_dir, described, as_saved(outcomes))
    if misses:
        _list_misses(outcomes)
    if json_out:
        json_out.write_text(json.dumps(_as_json(lines, outcomes), indent=2), encoding="utf-8")


def _table(lines: Sequence[SummaryRow]) -> Table:
    table = Table("measure", "questions", "mean", "95 % interval")
    for line in lines:
        share = line.share
        table.add_row(
            line.name,
            str(line.questions),
            f"{share.mean:.3f}",
            f"{share.low:.3f} - {share.high:.3f}",
        )
    return table


def _list_misses(outcomes: Sequence[QuestionOutcome]) -> None:
    for outcome in outcomes:
        question = outcome.question
        wrong = (
            outcome.answered
            if not question.answerable
            else not (outcome.cited and outcome.said and outcome.answered)
        )
        if wrong:
            typer.echo(
                f"{question.id}: rank {outcome.rank or '-'}, "
                f"{'answered' if outcome.answered else 'refused'}"
                f"{'' if outcome.cited else ', not cited'}{'' if outcome.said else ', not said'}: "
                f"{question.question}"
            )


def _as_json(lines: Sequence[SummaryRow], outcomes: Sequence[QuestionOutcome]) -> dict[str, object]:
    return {
        "schema_version": 1,
        "figures": [
            {
                "name": line.name,
                "questions": line.questions,
                "mean": line.share.mean,
                "low": line.share.low,
                "high": line.share.high,
            }
            for line in lines
        ],
        "questions": [
            {
                "id": outcome.question.id,
                "question": outcome.question.question,
                "follow_up": outcome.question.is_follow_up,
                "answerable": outcome.question.answerable,
                "rank": outcome.rank,
                "rank_without_history": outcome.rank_without_history,
                "answered": outcome.answered,
                "cited": outcome.cited,
                "said": outcome.said,
                "measures": dict(outcome.measures),
            }
            for outcome in outcomes
        ],
    }
