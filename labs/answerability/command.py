"""The command `citewell eval gate`: how well answerable questions are told from others."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.answerability.evidence import (
    ANY_MODEL,
    MINILM,
    RERANKED,
    coefficients_for,
    features,
)
from app.pipeline.building import build_retriever, calendar
from app.rewriting.legs import HistoryMix
from evals.benchmarks.benchmark import Benchmark, conversation_of, read_json_lines
from evals.benchmarks.folders import read_benchmark
from evals.benchmarks.labelled_questions import LabelledQuestion, read_labelled_questions
from evals.retrieval.command import opened_benchmark, patient_reranking
from knowledge.domain.errors import InputError
from knowledge.domain.queries import Filters
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.search.retriever import Retriever
from knowledge.settings.settings import Settings
from labs.answerability.quality import QualityRow, fitted, judged, left_out, mean_area
from labs.answerability.question_sets import (
    DEPTH,
    FIRST,
    AnswerabilityQuestion,
    IndexedEvidence,
    Weighed,
    unanswerable,
    weigh,
)

_MOST_STRANGERS = 150


def gate(
    folders: Annotated[list[Path], typer.Argument(help="Benchmark folders, such as DATA/obliqa.")],
    own: Annotated[
        list[str] | None, typer.Option(help="KB=questions.jsonl, labelled; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option(min=10, help="Questions of each set.")] = 700,
    threshold: Annotated[float, typer.Option(min=0, max=1)] = 0.5,
    reranker: Annotated[
        str, typer.Option(help="Rerank with this model, and fit its own scores, too.")
    ] = "",
) -> None:
    """Weigh questions with their evidence in the index, with it taken out, and foreign ones.

    Prints the shipped check's figures, then those fitted on the other sets only, with cosines
    and without, each with the coefficients fitted on all.
    """
    settings = Settings()
    benchmarks = [read_benchmark(f) for f in folders]
    if len(benchmarks) < 2:  # noqa: PLR2004 - a set has no strangers and nothing to be left out of
        raise InputError("The gate is held to at least two benchmark folders; give another one.")
    weighed: list[Weighed] = []
    for folder, benchmark in zip(folders, benchmarks, strict=True):
        strangers = _strangers(benchmark, benchmarks)
        weighed += _of_benchmark(settings, folder, benchmark, strangers, limit, reranker)
    for pair in own or []:
        weighed += _own(settings, reranker, *pair.split("=", 1))
    coefficients = coefficients_for(open_embedder(settings.embedding, settings.data_dir).identity)
    every = tuple(MINILM.weights)
    fits = {"all features": every, "without cosines": tuple(ANY_MODEL.weights)}
    if reranker:
        weighed = [each for each in weighed if RERANKED in each.features]
        fits |= {"with the reranker's scores": (*every, RERANKED)}
    console = Console(width=max(120, Console().width))
    console.print(_table("as it ships", judged(weighed, coefficients, threshold)))
    for title, names in fits.items():
        lines = left_out(weighed, names)
        console.print(_table(f"{title}: fitted on the other sets", lines))
        _tell(weighed, lines, names)


def _tell(weighed: Sequence[Weighed], lines: Sequence[QualityRow], names: Sequence[str]) -> None:
    for evidence in IndexedEvidence:
        if any(line.evidence is evidence and line.area for line in lines):
            typer.echo(f"Mean area, {evidence}: {mean_area(lines, evidence):.3f}")
    found = fitted(weighed, names)
    shown = ", ".join(f"{name} {w:.2f}" for name, w in found.coefficients.weights.items())
    typer.echo(f"Fitted on {found.examples} examples: bias {found.coefficients.bias:.2f}, {shown}.")


def _strangers(benchmark: Benchmark, all_sets: Sequence[Benchmark]) -> list[str]:
    """Return first questions of the other sets, a different draw for each set."""
    found = [
        question.text
        for other in all_sets
        if other is not benchmark
        for question in other.questions
        if not question.past.turns
    ]
    chance = random.Random(benchmark.name)
    return chance.sample(found, min(_MOST_STRANGERS, len(found)))


def _of_benchmark(
    settings: Settings,
    folder: Path,
    benchmark: Benchmark,
    strangers: Sequence[str],
    limit: int,
    reranker: str,
) -> list[Weighed]:
    with opened_benchmark(
        settings.embedding, settings.ingest, settings.data_dir, benchmark
    ) as opened:
        reranking = patient_reranking(settings.reranker, settings.data_dir, reranker)
        retrievers = {
            name: build_retriever(reader, opened.embedder, reranking)
            for name, reader in opened.readers.items()
        }
        found = weigh(benchmark, retrievers, strangers, limit=limit)
        asked = _labelled_unanswerable(folder, set(retrievers))
        return [*found, *unanswerable(benchmark.name, retrievers, asked)]


def _labelled_unanswerable(folder: Path, corpora: set[str]) -> list[AnswerabilityQuestion]:
    path = folder / "tasks.jsonl"
    if not path.exists():
        return []
    return [
        AnswerabilityQuestion(
            str(row["question"]),
            str(row["domain"]),
            conversation_of(row.get("history")),
            str(row.get("conversation_id")),
        )
        for row in read_json_lines(path)
        if row.get("answerability") == ["UNANSWERABLE"] and row.get("domain") in corpora
    ]


def _own(settings: Settings, reranker: str, kb: str, file: str = "") -> list[Weighed]:
    if not file:
        raise InputError(
            f"{kb!r} names no questions. Give KB=FILE, as demo=sample/questions.jsonl."
        )
    with closing(open_store(settings.store, settings.data_dir).open(kb)) as reader:
        embedder = open_embedder(settings.embedding, settings.data_dir)
        reranking = patient_reranking(settings.reranker, settings.data_dir, reranker)
        retriever = build_retriever(reader, embedder, reranking)
        return [
            _own_one(kb, retriever, each, settings.time_zone)
            for each in read_labelled_questions(Path(file))
        ]


def _own_one(
    kb: str,
    retriever: Retriever,
    each: LabelledQuestion,
    time_zone: str,
) -> Weighed:
    filters = Filters(each.groups, as_of=each.as_of or calendar(time_zone)())
    query = HistoryMix().plan(each.past(), each.question).query(filters)
    hits = retriever.search(query, limit=DEPTH).hits
    rank = each.rank_in([hit.passage for hit in hits])
    kind = IndexedEvidence.THERE if each.answerable else IndexedEvidence.UNANSWERABLE
    found = rank is not None and rank <= FIRST
    origin = each.conversation or each.id
    return Weighed(kb, origin, kind, found, features(each.question, query, hits))


def _table(title: str, lines: Sequence[QualityRow]) -> Table:
    table = Table("set", "evidence", "questions", "answered [95 %]", "area [95 %]", title=title)
    for line in lines:
        area = line.area
        table.add_row(
            line.dataset,
            str(line.evidence),
            str(line.questions),
            f"{line.answered.mean:.3f} [{line.answered.low:.3f}, {line.answered.high:.3f}]",
            f"{area.mean:.3f} [{area.low:.3f}, {area.high:.3f}]" if area else "",
        )
    return table
