"""The command `citewell eval answers`."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.building import build_assistant, judge_model
from evals.answer_judge import AnswerJudge
from evals.answers_quality import Compared, Task, compare, of_each_domain, read_tasks
from evals.benchmark import Benchmark, read_corpus
from evals.retrieval import fill
from ingest.cache import EmbeddingCache, embeddings_path
from knowledge.errors import InputError
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings
from knowledge.stores import open_benchmark_store

_GROUPS = ("benchmark",)


def answers(
    folder: Annotated[Path, typer.Argument(help="A folder as MTRAG's, with tasks.jsonl.")],
    domain: Annotated[list[str] | None, typer.Option(help="May be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Questions of each domain.")] = 100,
    judge: Annotated[
        bool, typer.Option("--judge", help="Have CITEWELL_JUDGE_MODEL grade both, too.")
    ] = False,
) -> None:
    """Answer a benchmark's conversations; compare with people's answers and with pasting."""
    settings = Settings()
    names = domain or ["govt", "clapnq"]
    tasks = list(of_each_domain(read_tasks(folder, names), limit))
    if not tasks:
        raise InputError(f"{str(folder / 'tasks.jsonl')!r} has no answerable task of {names}.")
    grading = AnswerJudge(judge_model(settings)) if judge else None
    corpora = {name: read_corpus(folder / name / "corpus.jsonl") for name in names}
    texts = {passage.id: passage.text for corpus in corpora.values() for passage in corpus}
    embedder = open_embedder(settings)
    path = embeddings_path(settings.data_dir)
    with ExitStack() as stack:
        cache = stack.enter_context(EmbeddingCache(path, embedder.identity))
        benchmark = Benchmark(folder.resolve().name, corpora, ())
        readers = fill(
            open_benchmark_store(settings), benchmark, embedder, cache, lambda _d, _t: None
        )
        assistants = {
            name: build_assistant(settings, stack.enter_context(closing(reader)), embedder)
            for name, reader in readers.items()
        }

        def relevant_text(task: Task) -> str:
            return "\n".join(texts[i] for i in sorted(task.relevant) if i in texts)

        lines = compare(
            assistants, tasks, groups=_GROUPS, relevant_text=relevant_text, judge=grading
        )
    Console().print(_table(lines))


def _table(lines: list[Compared]) -> Table:
    table = Table("measure", "tasks", "answers", "first passage", "gain [95 %]", "p")
    for line in lines:
        gain = line.gain
        table.add_row(
            line.measure,
            str(line.tasks),
            f"{line.ours.mean:.3f} [{line.ours.low:.3f}, {line.ours.high:.3f}]",
            f"{line.first_passage.mean:.3f}",
            f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]",
            f"{gain.p_value:.4f}",
        )
    return table
