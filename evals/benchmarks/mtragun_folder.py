"""MTRAG-UN as its repository lays it out: tasks in one file, grades by domain, corpora beside.

`generation_tasks/reference.jsonl` has a conversation a line (`input`, the question last),
`retrieval_tasks/qrels/DOMAIN.tsv` the grades, and `corpora/` (in the folder or beside it, also in
its `passage_level/`) one unpacked `DOMAIN.jsonl` a domain.
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

TASKS = Path("generation_tasks") / "reference.jsonl"
_GRADES = Path("retrieval_tasks") / "qrels"


def read_mtragun_folder(folder: Path, *, mixed: bool = False) -> Benchmark:
    """Read the judged tasks of the domains whose corpora are there; `mixed` makes one index.

    Raises:
        InputError: there is no corpus for any graded domain, or a file is malformed.
    """
    tasks = {str(task["task_id"]): task for task in read_json_lines(folder / TASKS)}
    corpora: dict[str, tuple[BenchmarkPassage, ...]] = {}
    questions: list[BenchmarkQuestion] = []
    for table in sorted((folder / _GRADES).glob("*.tsv")):
        corpus = _corpus_file(folder, table.stem)
        if corpus is None:
            continue
        corpora[table.stem] = read_corpus(corpus)
        questions += [
            _mtragun_question(name, tasks[name], grades, domain=table.stem, mixed=mixed)
            for name, grades in read_grades(table).items()
            if name in tasks
        ]
    if not corpora:
        raise InputError(
            f"{str(folder)!r} has no corpus: unpack the benchmark's corpora/*.zip there, so that "
            "corpora/clapnq.jsonl and its like exist."
        )
    name = f"{folder.name}-mixed" if mixed else folder.name
    if mixed:
        corpora = {"": tuple(each for corpus in corpora.values() for each in corpus)}
    return Benchmark(name, corpora, tuple(questions))


def _corpus_file(folder: Path, domain: str) -> Path | None:
    places = [base / "corpora" for base in (folder, folder.parent)]
    for place in (inner for base in places for inner in (base, base / "passage_level")):
        if (place / f"{domain}.jsonl").is_file():
            return place / f"{domain}.jsonl"
    return None


def _mtragun_question(
    name: str, task: dict[str, object], grades: dict[str, int], *, domain: str, mixed: bool
) -> BenchmarkQuestion:
    said = cast("list[dict[str, str]]", task["input"])
    past = conversation_of(said[:-1])
    kinds = [str(kind) for kind in cast("list[object]", task.get("Multi-Turn") or [])]
    return BenchmarkQuestion(
        id=name,
        text=said[-1]["text"],
        relevant=grades,
        corpus="" if mixed else domain,
        past=past,
        labels={
            "conversation": str(task.get("conversation_id", name)),
            "domain": domain,
            "turn": "later" if past.turns else "first",
            "kind": kinds[0] if kinds else "",
        },
    )
