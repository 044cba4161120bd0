"""A folder of conversations: `tasks.jsonl` beside one corpus, or one corpus per sub-folder.

The layout of MTRAG: each task has `task_id`, `question`, `history` ([{"speaker", "text"}]) and the
ids of its `relevant` passages; `domain` names the sub-folder whose corpus it is asked of. Where a
`qrels` table has grades for a task, they are used.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import cast

from evals.benchmark import (
    Benchmark,
    BenchmarkPassage,
    BenchmarkQuestion,
    conversation_of,
    read_corpus,
    read_grades,
    read_json_lines,
    text_in,
)
from knowledge.errors import InputError


def read_conversation_folder(folder: Path, *, mixed: bool = False) -> Benchmark:
    """Read corpora and tasks; `mixed` puts all corpora into one, the harder setting.

    Raises:
        InputError: a file is missing or malformed.
    """
    corpora = _corpora(folder)
    grades = _grades(folder)
    single = len(corpora) == 1 or mixed
    path = folder / "tasks.jsonl"
    tasks = list(read_json_lines(path))
    questions = tuple(
        question
        for task in tasks
        if (question := _question(task, grades, path, domains=None if single else corpora)).relevant
    )
    if not questions:
        raise InputError(
            f"None of the {len(tasks)} tasks in {str(path)!r} has relevant passages, neither by "
            "itself (`relevant`) nor in a qrels table."
        )
    if not single:
        return Benchmark(folder.name, corpora, questions)
    joined = tuple(passage for passages in corpora.values() for passage in passages)
    return Benchmark(f"{folder.name}-mixed" if mixed else folder.name, {"": joined}, questions)


def _corpora(folder: Path) -> dict[str, tuple[BenchmarkPassage, ...]]:
    if (folder / "corpus.jsonl").is_file():
        return {"": read_corpus(folder / "corpus.jsonl")}
    found = {p.parent.name: read_corpus(p) for p in sorted(folder.glob("*/corpus.jsonl"))}
    if not found:
        raise InputError(f"{str(folder)!r} has neither corpus.jsonl nor */corpus.jsonl.")
    return found


def _grades(folder: Path) -> dict[str, dict[str, int]]:
    tables = [*folder.glob("qrels/*.tsv"), *folder.glob("*/qrels/*.tsv")]
    return {question: rows for path in tables for question, rows in read_grades(path).items()}


def _question(
    task: dict[str, object],
    grades: Mapping[str, Mapping[str, int]],
    path: Path,
    *,
    domains: Collection[str] | None,
) -> BenchmarkQuestion:
    name = text_in(task, "task_id", "_id", "id", path=path)
    relevant = {str(passage): 1 for passage in cast("list[object]", task.get("relevant") or [])}
    past = conversation_of(task.get("history"))
    kinds = [str(kind) for kind in cast("list[object]", task.get("multi_turn") or [])]
    corpus = text_in(task, "domain", path=path) if domains is not None else ""
    if domains is not None and corpus not in domains:
        raise InputError(
            f"Task {name!r} of {str(path)!r} is asked of {corpus!r}, which has no corpus.jsonl; "
            f"there are {', '.join(domains)}."
        )
    return BenchmarkQuestion(
        id=name,
        text=text_in(task, "question", path=path),
        relevant=grades.get(name, relevant),
        corpus=corpus,
        past=past,
        labels={
            "conversation": str(task.get("conversation_id", name)),
            "domain": str(task.get("domain", "")),
            "turn": "later" if past.turns else "first",
            "kind": kinds[0] if kinds else "",
        },
    )
