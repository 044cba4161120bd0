"""The command `citewell eval quoting`: what quoting comes to, and its scorer's weights."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.asking.question_file import questions_of
from app.domain.replies import AnswerRequest
from app.pipeline.building import build_assistant, load_embedder
from app.writing.extractive import ExtractiveWriter
from app.writing.quoting.details import KINDS
from app.writing.quoting.features import NAMES, feature_rows
from app.writing.quoting.scorer import WEIGHTS
from evals.benchmarks.question_set import Kind, read_question_set
from knowledge.domain.errors import InputError
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from labs.quoting.fitting import QuotingRow, ReadQuestion, fit, left_out, measured

GROUPS = {
    "all": NAMES,
    "without kinds of detail": tuple(
        name for name in NAMES if name.removeprefix("has ").removeprefix("asked ") not in KINDS
    ),
    "without the history's weights": tuple(name for name in NAMES if "mixed" not in name),
    "without the question's own words": tuple(
        name
        for name in NAMES
        if "mixed" in name or not name.startswith(("cosine", "unit", "covered"))
    ),
    "without headings": tuple(name for name in NAMES if "heading" not in name),
    "without rank": tuple(name for name in NAMES if name not in {"rank", "first"}),
    "without what was said": tuple(name for name in NAMES if name != "said"),
}
"""The features that are fitted, and what is missed without a group of them."""


def quoting(
    sets: Annotated[list[str], typer.Argument(help="KB=questions.jsonl, with key_facts.")],
) -> None:
    """Fit the weights by which windows are chosen, and measure them on sets left out."""
    if len(sets) < 2:  # noqa: PLR2004 - one to fit on, one to measure
        raise InputError("Name two sets or more (KB=questions.jsonl): each is left out in turn.")
    settings = Settings()
    read = [each for named in sets for each in _read(settings, named)]
    console = Console(width=max(100, Console().width))
    console.print(_table("as it ships", measured(read, WEIGHTS)))
    for title, names in GROUPS.items():
        console.print(_table(f"{title}: fitted on the other sets", left_out(read, names)))
    typer.echo("WEIGHTS = {")
    for name, weight in fit(read).items():
        typer.echo(f'    "{name}": {weight:.3f},')
    typer.echo("}")


def _read(settings: Settings, named: str) -> list[ReadQuestion]:
    """Find for each answerable question what may be quoted, as the assistant does."""
    kb, _, path = named.partition("=")
    lines = read_question_set(Path(path))
    embedder = load_embedder(settings.embedding, settings.data_dir)
    writer = ExtractiveWriter(embedder)
    read = []
    with closing(open_store(settings.store, settings.data_dir).open(kb)) as reader:
        assistant = build_assistant(settings, reader, embedder)
        for line, question in zip(lines, questions_of(lines), strict=True):
            if line.kind is not Kind.ANSWERABLE:
                continue
            request = AnswerRequest(
                groups=question.groups or settings.auth.reader_groups, as_of=question.as_of
            )
            context = assistant.context(question.past, question.question, request)
            found = writer.windows(context)
            if found:
                rows = feature_rows(*writer.read(context), found)
                read.append(ReadQuestion(kb, line, found, rows))
    return read


def _table(title: str, rows: Sequence[QuotingRow]) -> Table:
    table = Table(title=title, title_justify="left")
    for name in ("Set", "Questions", "Best window", "Answer", "Some window"):
        table.add_column(name, justify="left" if name == "Set" else "right")
    for row in rows:
        shares = (f"{share:.3f}" for share in (row.best_window, row.answer, row.some_window))
        table.add_row(row.dataset, str(row.questions), *shares)
    return table
