"""Any BEIR folder: `corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv` (or `.jsonl`)."""

from __future__ import annotations

from pathlib import Path

from evals.benchmark import (
    Benchmark,
    BenchmarkQuestion,
    read_corpus,
    read_grades,
    read_json_lines,
)
from knowledge.errors import InputError


def read_beir_folder(folder: Path, *, queries: str = "queries.jsonl", split: str = "") -> Benchmark:
    """Read corpus, questions and grades; questions without a relevant passage are left out.

    `split` names the qrels file; left empty, "test" is taken where it is, else the only one.

    Raises:
        InputError: a file is missing or malformed.
    """
    grades = read_grades(_grades_file(folder, split))
    questions = tuple(
        BenchmarkQuestion(id=str(row["_id"]), text=str(row["text"]), relevant=relevant)
        for row in read_json_lines(folder / queries)
        if (relevant := grades.get(str(row["_id"])))
    )
    return Benchmark(folder.name, {"": read_corpus(folder / "corpus.jsonl")}, questions)


def _grades_file(folder: Path, split: str) -> Path:
    found = sorted([*(folder / "qrels").glob("*.tsv"), *(folder / "qrels").glob("*.jsonl")])
    wanted = split or ("test" if len(found) != 1 else found[0].stem)
    path = next((each for each in found if each.stem == wanted), None)
    if path is None:
        names = ", ".join(p.stem for p in found) or "none"
        raise InputError(f"{str(folder)!r} has no qrels {wanted!r}; there is: {names}.")
    return path
