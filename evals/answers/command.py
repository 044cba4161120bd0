"""The command `citewell eval answers`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.pipeline.building import build_assistant, judge_model
from app.writing.vector_cache import RememberedVectors
from evals.answers.quality import (
    AnswerJudge,
    AnswerTask,
    Compared,
    compared,
    measure_answers,
    of_each_domain,
    read_tasks,
)
from evals.benchmarks.benchmark import Benchmark, read_corpus
from evals.retrieval.ranking import fill
from evals.runs.saved_runs import SavedQuestion, run_content, save_run
from evals.runs.significance import Difference, MeanEstimate
from ingest.embedding.cache import EmbeddingCache, embeddings_path
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import InputError
from knowledge.models.catalogue.rerankers import chosen_reranker
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_benchmark_store
from knowledge.settings.settings import Settings

_GROUPS = ("benchmark",)


def answers(
    folder: Annotated[Path, typer.Argument(help="A folder as MTRAG's, with tasks.jsonl.")],
    domain: Annotated[list[str] | None, typer.Option(help="May be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Questions of each domain.")] = 100,
    judge: Annotated[
        bool, typer.Option("--judge", help="Have CITEWELL_JUDGE_MODEL grade both, too.")
    ] = False,
) -> None:
    """Answer a benchmark's conversations; compare with people's answers and with pasting.

    Both are saved as runs, for `citewell eval compare`, `eval report` and the Quality page.
    """
    settings = Settings()
    names = domain or ["govt", "clapnq"]
    tasks = list(of_each_domain(read_tasks(folder, names), limit))
    if not tasks:
        raise InputError(f"{str(folder / 'tasks.jsonl')!r} has no task of {names}.")
    grading = AnswerJudge(judge_model(settings.judge, settings.masking)) if judge else None
    corpora = {name: read_corpus(folder / name / "corpus.jsonl") for name in names}
    texts = {passage.id: passage.text for corpus in corpora.values() for passage in corpus}
    embedder = open_embedder(settings.embedding, settings.data_dir)
    path = embeddings_path(settings.data_dir)
    with ExitStack() as stack:
        cache = stack.enter_context(EmbeddingCache(path, embedder.identity))
        benchmark = Benchmark(folder.resolve().name, corpora, ())
        readers = fill(
            open_benchmark_store(settings.data_dir), benchmark, embedder, cache, lambda _d, _t: None
        )
        assistants = {
            name: build_assistant(settings, stack.enter_context(closing(reader)), embedder)
            for name, reader in readers.items()
        }

        def relevant_text(task: AnswerTask) -> str:
            return "\n".join(texts[i] for i in sorted(task.relevant) if i in texts)

        errors = Console(stderr=True)
        bar = stack.enter_context(Progress(console=errors, disable=not errors.is_terminal))
        asking = bar.add_task("Answering", total=len(tasks))
        measured = measure_answers(
            assistants,
            tasks,
            groups=_GROUPS,
            relevant_text=relevant_text,
            embed=RememberedVectors(embedder).embed,
            judge=grading,
            progress=lambda done: bar.update(asking, completed=done),
        )
    console = Console()
    console.print(_table("All tasks; of an answerable one a refusal counts 0", compared(measured)))
    answered = compared(measured, answered_only=True)
    console.print(_table("The answerable ones that were answered", answered))
    described = answers_described(settings, embedder.identity, benchmark.name)
    save_answers(
        settings.data_dir, {**described, "answers": "first passage pasted"}, measured.pasted
    )
    save_answers(settings.data_dir, described, measured.ours)


def save_answers(
    data_dir: Path, described: Mapping[str, object], questions: Sequence[SavedQuestion]
) -> None:
    """Save a run of answers, and tell its name."""
    title = f"{described['benchmark']} answers {described['answers']}"
    path = save_run(data_dir / "runs", run_content(described, questions), title=title)
    typer.echo(f"Saved as {path.stem}.")


def answers_described(
    settings: Settings, identity: EmbedderIdentity, benchmark: str
) -> dict[str, object]:
    """Return what must be set to repeat a run of answers; `answers` says who wrote them."""
    return {
        "benchmark": benchmark,
        "answers": settings.llm.model or "quoted",
        "embedding_model": identity.name,
        "revision": identity.revision,
        "dimension": identity.dimension,
        "rewriting": settings.search.rewriting,
        "reranker": chosen_reranker(settings.reranker.name),
        "strict": settings.answers.strict,
        "answer_from": settings.answers.source,
    }


def _table(title: str, lines: list[Compared]) -> Table:
    table = Table("measure", "tasks", "answers", "first passage", "gain [95 %]", "p", title=title)
    for line in lines:
        gain = line.gain
        table.add_row(
            line.measure,
            str(line.tasks),
            _interval(line.ours, ".3f"),
            f"{line.first_passage.mean:.3f}",
            _interval(gain, "+.3f"),
            f"{gain.p_value:.4f}",
        )
    return table


def _interval(found: MeanEstimate | Difference, form: str) -> str:
    return f"{found.mean:{form}} [{found.low:{form}}, {found.high:{form}}]"
