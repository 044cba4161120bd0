"""Any BEIR folder: `corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv` (or `.jsonl`)."""

from __future__ import annotations

from pathlib import Path

from evals.benchmark import (
    Benchmark,
    BenchmarkQuestion,
    read_corpus,
    read_grades,
    read_json_lines,
    text_in,
)
from knowledge.errors import InputError


def read_beir_folder(folder: Path, *, queries: str = "", split: str = "") -> Benchmark:
    """Read corpus, questions and grades; questions without a relevant passage are left out.

    `queries` and `split` name the query file and the qrels file; see `query_file`. An empty split
    is "test" where it is, else the only one.

    Raises:
        InputError: a file is missing or malformed, or no question is judged.
    """
    if not (folder / "corpus.jsonl").is_file():
        raise InputError(
            f"{str(folder)!r} is no benchmark: it has neither corpus.jsonl (with queries.jsonl and "
            "qrels/*.tsv) nor tasks.jsonl. Give the folder that holds them."
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
