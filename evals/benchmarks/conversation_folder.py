"""A folder of conversations: `tasks.jsonl` beside one corpus, or one corpus per sub-folder.

The layout of MTRAG: each task has `task_id`, `question`, `history` ([{"speaker", "text"}]) and the
ids of its `relevant` passages; `domain` names the sub-folder whose corpus it is asked of. Where a
`qrels` table has grades for a task, they are used.
"""

from __future__ import annotations

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
    tasks = list(read_json_lines(folder / "tasks.jsonl"))
    questions = tuple(
        question
        for task in tasks
        if (question := _question(task, grades, corpus=None if single else str(task["domain"])))
        and question.relevant
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
    task: dict[str, object], grades: dict[str, dict[str, int]], *, corpus: str | None
) -> BenchmarkQuestion:
    name = str(task["task_id"])
    relevant = {str(passage): 1 for passage in cast("list[object]", task.get("relevant") or [])}
    past = conversation_of(task.get("history"))
    kinds = [str(kind) for kind in cast("list[object]", task.get("multi_turn") or [])]
    return BenchmarkQuestion(
        id=name,
        text=str(task["question"]),
        relevant=grades.get(name, relevant),
        corpus=corpus or "",
        past=past,
        labels={
            "conversation": str(task.get("conversation_id", name)),
            "domain": str(task.get("domain", "")),
            "turn": "later" if past.turns else "first",
            "kind": kinds[0] if kinds else "",
        },
    )
