"""The command `citewell finetune conversation`: trains how follow-ups are searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.rewriting.history_weighting import HistoryWeighting, WeightedHistory, write_weighting
from app.rewriting.legs import HistoryMix, Rewriter
from evals.benchmarks.folders import read_benchmark
from evals.retrieval.cached_queries import CachedQueries, query_identity
from evals.retrieval.command import opened_benchmark
from evals.retrieval.ranking import MeasuredLegs, Pipeline, rank
from evals.runs.scores import Scores, score
from evals.runs.significance import difference
from finetune.conversation.gate_training import (
    WeightingRecipe,
    lessons_of,
    signs_of_changes,
    train_weighting,
)
from finetune.conversation.tasks import (
    FollowUpTask,
    alone_questions,
    changes_of_subject,
    read_tasks,
    with_elided,
)
from ingest.embedding.cache import EmbeddingCache, embeddings_path
from knowledge.domain.errors import InputError
from knowledge.opening.embedders import open_embedder
from knowledge.settings.models import EmbeddingSettings
from knowledge.settings.parts import IngestSettings
from knowledge.settings.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def conversation(
    data: Annotated[
        list[Path],
        typer.Option(help="JSONL of follow-ups with rewrites or answers; may be repeated."),
    ],
    out: Annotated[Path, typer.Option(help="The gate to write, ending in .npz.")],
    model: Annotated[
        str, typer.Option(help="The embedding model; default: the configured one.")
    ] = "",
    *,
    evaluate: Annotated[
        list[Path] | None,
        typer.Option(help="A folder of judged conversations to compare on; may be repeated."),
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="Times through the follow-ups.")] = 20,
    members: Annotated[int, typer.Option(min=1, help="Nets whose weights are averaged.")] = 5,
    temperature: Annotated[float, typer.Option(min=0.01, help="How much misses are forgiven.")] = (
        0.1
    ),
    seed: Annotated[int, typer.Option(help="Same seed, same gate.")] = 1,
) -> None:
    """Train how the pieces of a conversation are weighed when a follow-up is searched.

    The embedding model and all passages stay as they are. Keep the conversations that you measure
    with out of the ones that you train on. Use the gate with CITEWELL_HISTORY_GATE=FILE.
    """
    if out.suffix != ".npz" or out.exists():
        raise InputError(f"{str(out)!r} must end in .npz and not be there yet.")
    settings = Settings()
    if model:
        embedding = settings.embedding.model_copy(update={"model": model})
        settings = settings.model_copy(update={"embedding": embedding})
    asked = [task for path in data for task in read_tasks(path)]
    alone = [task for path in data for task in alone_questions(path)]
    tasks, changed = with_elided(asked), changes_of_subject(asked, alone)
    recipe = WeightingRecipe(members=members, epochs=epochs, temperature=temperature, seed=seed)
    weighting = _trained(settings.embedding, settings.data_dir, tasks, changed, recipe)
    write_weighting(out, weighting)
    typer.echo(
        f"Wrote {out}: {weighting.model.name}, {len(tasks):,} follow-ups, "
        f"{len(changed):,} changes of subject, "
        f"{len({task.conversation for task in tasks}):,} conversations, "
        f"{members} nets, seed {seed}."
    )
    for folder in evaluate or ():
        Console().print(
            before_after_table(
                _before_after(
                    settings.embedding, settings.ingest, settings.data_dir, folder, weighting
                )
            )
        )


def _trained(
    embedding_settings: EmbeddingSettings,
    data_dir: Path,
    tasks: Sequence[FollowUpTask],
    changed: Sequence[FollowUpTask],
    recipe: WeightingRecipe,
) -> HistoryWeighting:
    """Embed the tasks through the cache that evaluations use, then train, with bars for both."""
    embedder = open_embedder(embedding_settings, data_dir)
    path = embeddings_path(data_dir)
    console = Console(stderr=True)
    with EmbeddingCache(path, query_identity(embedder.identity)) as cache, _bars(console) as bars:
        embedding = bars.add_task("Embedding", total=None)
        queries = CachedQueries(embedder, cache)

        def told(done: int, total: int) -> None:
            bars.update(embedding, completed=done, total=total)

        lessons = lessons_of(tasks, queries, told)
        changes = signs_of_changes(changed, queries, told)
        training = bars.add_task("Training", total=recipe.members)
        return train_weighting(
            lessons,
            changes,
            embedder.identity,
            recipe,
            lambda done, total: bars.update(training, completed=done, total=total),
        )


def _before_after(
    embedding: EmbeddingSettings,
    ingest: IngestSettings,
    data_dir: Path,
    folder: Path,
    weighting: HistoryWeighting,
) -> BeforeAfter:
    benchmark = read_benchmark(folder, mixed=False, queries="queries.jsonl")
    with opened_benchmark(embedding, ingest, data_dir, benchmark) as opened:
        ways: tuple[tuple[str, Rewriter], ...] = (
            ("history", HistoryMix()),
            ("gate", WeightedHistory(weighting, opened.embedder)),
        )
        scores = {}
        for legs in (MeasuredLegs.DENSE, MeasuredLegs.HYBRID):
            before, after = (
                score(rank(benchmark, opened.readers, opened.embedder, Pipeline(name, way, legs)))
                for name, way in ways
            )
            scores[str(legs)] = (before, after)
    return BeforeAfter(benchmark.name, scores)


def _bars(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )


# A gate's figures beside those of the untrained mix: per leg and domain, paired.


MEASURE = "nDCG@5"


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """One benchmark: for each kind of legs the untrained mix's scores and the gate's."""

    name: str
    scores: Mapping[str, tuple[Scores, Scores]]


def before_after_table(measured: BeforeAfter) -> Table:
    """Return nDCG@5 of both, and the paired difference with its interval, by domain and turn."""
    table = Table(title=f"{measured.name}: {MEASURE}, history mix and gate")
    for heading in ("legs", "questions", "history", "gate", "difference", "p"):
        table.add_column(heading)
    for legs, (before, after) in measured.scores.items():
        for group, kept in _groups(before):
            ours, theirs = after.where(kept), before.where(kept)
            found = difference(
                ours.values[MEASURE], theirs.values[MEASURE], clusters=ours.conversations()
            )
            table.add_row(
                legs,
                f"{group} ({sum(kept)})",
                f"{theirs.overall(MEASURE).mean:.3f}",
                f"{ours.overall(MEASURE).mean:.3f}",
                f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}]",
                f"{found.p_value:.4f}",
            )
    return table


def _groups(scores: Scores) -> list[tuple[str, Sequence[bool]]]:
    questions = scores.questions
    groups: list[tuple[str, Sequence[bool]]] = [("all", [True] * len(questions))]
    for label in ("domain", "turn"):
        values = sorted({q.labels.get(label, "") for q in questions} - {""})
        if len(values) > 1:
            groups += [(v, [q.labels.get(label) == v for q in questions]) for v in values]
    return groups
