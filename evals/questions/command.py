"""The command `citewell eval questions`: your own questions asked, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.domain.replies import AnswerRequest
from app.pipeline.building import build_assistant
from app.writing.vector_cache import RememberedVectors
from evals.answers.command import answers_described, save_answers
from evals.benchmarks.labelled_questions import read_labelled_questions
from evals.benchmarks.question_set import ExpertQuestion, is_question_set, read_question_set
from evals.questions.grade_tables import labels_table, measures_table, outcomes_table
from evals.questions.graded_run import as_saved_grades, ask_and_grade, grade_answers, read_answers
from evals.questions.grading import MEASURES, Grade
from evals.questions.own_questions import QuestionOutcome, SummaryRow, as_saved, ask_all, summary
from evals.runs.saved_runs import load_run, run_content, save_run
from knowledge.common.progress import counted_progress
from knowledge.domain.errors import InputError
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings


def questions(
    file: Annotated[
        Path, typer.Argument(help="JSON lines, as in docs/schemas/question-set.schema.json.")
    ],
    kb: Annotated[str, typer.Option(help="The knowledge base; default: CITEWELL_DEFAULT_KB.")] = "",
    answers: Annotated[
        Path | None,
        typer.Option(help="Grade these, which citewell ask --batch wrote; nothing is asked."),
    ] = None,
    own_history: Annotated[
        bool,
        typer.Option("--own-history", help="A conversation goes on from our own answers."),
    ] = False,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Save the figures and a row per question here.")
    ] = None,
    misses: Annotated[bool, typer.Option(help="List the questions that went wrong.")] = False,
) -> None:
    """Ask your own labelled questions, and grade the answers.

    Saved as a run, for `citewell eval compare`, `eval report` and the Quality page.
    """
    settings = Settings()
    name = kb or settings.default_kb
    if is_question_set(file):
        asked = read_question_set(file)
        if answers is not None:
            grades = _graded(settings, name, asked, answers)
            described: dict[str, object] = {"answers": answers.stem}
        else:
            grades, described = _asked(settings, name, asked, own_history=own_history)
        benchmark = {"benchmark": f"{name} {file.stem}"}
        _show_and_save(settings.data_dir, {**described, **benchmark}, grades, json_out)
        if misses:
            _list_wrong(grades)
        return
    if answers or own_history:
        raise InputError(
            f"The questions of {str(file)!r} have no kind and key_facts, which --answers and "
            "--own-history need (docs/guide/questions.md)."
        )
    _ask_own(settings, name, file, json_out, misses=misses)


# Questions with what a right answer must hold (question_set.py).


def _asked(
    settings: Settings, kb: str, asked: Sequence[ExpertQuestion], *, own_history: bool
) -> tuple[list[Grade], dict[str, object]]:
    embedder = open_embedder(settings.embedding, settings.data_dir)
    with (
        closing(open_store(settings.store, settings.data_dir).open(kb)) as reader,
        counted_progress(Console(stderr=True), "Asking", len(asked)) as progress,
    ):
        grades = ask_and_grade(
            build_assistant(settings, reader, embedder),
            asked,
            AnswerRequest(groups=settings.auth.reader_groups),
            own_history=own_history,
            progress=progress,
        )
    described = answers_described(settings, embedder.identity, "")
    return grades, {**described, "own_history": own_history}


def _graded(
    settings: Settings, kb: str, asked: Sequence[ExpertQuestion], answers: Path
) -> list[Grade]:
    lines = read_answers(answers)
    found = {each.passage_id for line in lines for each in line.found}
    with closing(open_store(settings.store, settings.data_dir).open(kb)) as reader:
        texts = {each.id: each.text for each in reader.all_passages() if each.id in found}
    if found and not texts:
        raise InputError(
            f"None of the passages of {str(answers)!r} is in {kb!r}. Name the knowledge base that "
            "was asked: --kb NAME."
        )
    grades = grade_answers(asked, lines, texts)
    if not grades:
        raise InputError(f"{str(answers)!r} answers none of the {len(asked)} questions.")
    if len(grades) < len(asked):
        typer.echo(f"{len(asked) - len(grades)} questions have no answer and are left out.")
    return grades


def _show_and_save(
    data_dir: Path, described: dict[str, object], grades: Sequence[Grade], json_out: Path | None
) -> None:
    content = run_content(described, as_saved_grades(grades), measures=MEASURES)
    title = f"{described['benchmark']} answers {described['answers']}"
    path = save_run(data_dir / "runs", content, title=title)
    run = load_run(path.parent, path.stem)
    console = Console()
    console.print(measures_table(run))
    console.print(outcomes_table(grades))
    console.print(labels_table(run.groups))
    typer.echo(f"Saved as {path.stem}.")
    if json_out:
        json_out.write_bytes(path.read_bytes())


def _list_wrong(grades: Sequence[Grade]) -> None:
    for each in grades:
        if not each.went_wrong:
            continue
        ranks = [n for n, p in enumerate(each.given.found, 1) if p.name in each.answering]
        rank = f", rank {ranks[0] if ranks else '-'}" if each.question.evidence else ""
        typer.echo(
            f"{each.question.id}: {each.question.kind}{rank}, "
            f"{each.given.outcome or 'graded'}: {each.question.question}"
        )


# Questions with the passages that answer them (evals/benchmarks/labelled_questions.py).


def _ask_own(
    settings: Settings, name: str, file: Path, json_out: Path | None, *, misses: bool
) -> None:
    labelled = read_labelled_questions(file)
    reader = open_store(settings.store, settings.data_dir).open(name)
    embedder = open_embedder(settings.embedding, settings.data_dir)
    assistant = build_assistant(settings, reader, embedder)
    with counted_progress(Console(stderr=True), "Asking", len(labelled)) as progress:
        outcomes = ask_all(
            assistant, labelled, embed=RememberedVectors(embedder).embed, progress=progress
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
