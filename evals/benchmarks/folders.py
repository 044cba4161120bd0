"""A benchmark folder of any layout that is known, told by its files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import cast

from evals.benchmarks.benchmark import (
    Benchmark,
    BenchmarkPassage,
    BenchmarkQuestion,
    conversation_of,
    read_corpus,
    read_grades,
    read_json_lines,
    text_in,
)
from knowledge.domain.errors import InputError


def read_benchmark(folder: Path, *, mixed: bool = False, queries: str = "") -> Benchmark:
    """Read a folder as what it is: conversations, MTRAG-UN's repository, or else BEIR.

    Raises:
        InputError: it is none of them, or a file of it is malformed.
    """
    if not folder.is_dir():
        raise InputError(f"The benchmark folder {str(folder)!r} does not exist.")
    if (folder / "tasks.jsonl").is_file():
        return read_conversation_folder(folder, mixed=mixed)
    if (folder / TASKS).is_file():
        return read_mtragun_folder(folder, mixed=mixed)
    return read_beir_folder(folder, queries=queries)


# Any BEIR folder: `corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv` (or `.jsonl`).


def read_beir_folder(folder: Path, *, queries: str = "", split: str = "") -> Benchmark:
    """Read corpus, questions and grades; questions without a relevant passage are left out.

    `queries` and `split` name the query file and the qrels file; see `query_file`. An empty split
    is "test" where it is, else the only one.

    Raises:
        InputError: a file is missing or malformed, or no question is judged.
    """
    if not (folder / "corpus.jsonl").is_file():
        raise InputError(
            f"{str(folder)!r} is not a benchmark: it has neither corpus.jsonl (with queries.jsonl "
            "and qrels/*.tsv) nor tasks.jsonl. Give the folder that holds them."
        )
    graded = _grades_file(folder, split)
    grades = read_grades(graded)
    asked = query_file(folder, queries)
    questions = tuple(
        BenchmarkQuestion(id=name, text=text_in(row, "text", path=asked), relevant=relevant)
        for row in read_json_lines(asked)
        if (relevant := grades.get(name := text_in(row, "_id", "id", path=asked)))
    )
    if not questions:
        raise InputError(
            f"None of the questions in {str(asked)!r} is judged in {str(graded)!r}. Name another "
            "query file with --queries."
        )
    return Benchmark(folder.name, {"": read_corpus(folder / "corpus.jsonl")}, questions)


def query_file(folder: Path, name: str) -> Path:
    """Return the named query file, else `queries.jsonl`, the only one, or that of last turns.

    Raises:
        InputError: it is not there, or there are several and none of them is the usual one.
    """
    for usual in (name,) if name else ("queries.jsonl", "queries.lastturn.jsonl"):
        if (folder / usual).is_file():
            return folder / usual
    found = sorted(folder.glob("queries*.jsonl"))
    if len(found) == 1 and not name:
        return found[0]
    names = ", ".join(path.name for path in found) or "none"
    raise InputError(
        f"{str(folder)!r} has no {name or 'queries.jsonl'}; its query files: {names}. "
        "Name one with --queries."
    )


def _grades_file(folder: Path, split: str) -> Path:
    found = sorted([*(folder / "qrels").glob("*.tsv"), *(folder / "qrels").glob("*.jsonl")])
    wanted = split or ("test" if len(found) != 1 else found[0].stem)
    path = next((each for each in found if each.stem == wanted), None)
    if path is None:
        names = ", ".join(p.stem for p in found) or "none"
        raise InputError(f"{str(folder)!r} has no qrels {wanted!r}; there is: {names}.")
    return path


# A folder of conversations: `tasks.jsonl` beside one corpus, or one corpus per sub-folder.


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


# MTRAG-UN as its repository lays it out: tasks in one file, grades by domain, corpora beside.


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
