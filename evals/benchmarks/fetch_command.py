"""The benchmarks that the field quotes by name, where the hub keeps them, and how they are laid."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, cast

import typer
from pyarrow import parquet

from evals.benchmarks.benchmark import read_json_lines
from evals.benchmarks.folders import read_beir_folder
from knowledge.domain.errors import InputError
from knowledge.models.catalogue.folders import pull_data

HUB_IDS: Mapping[str, str] = {
    "NFCorpus": "mteb/nfcorpus",
    "TRECCOVID": "mteb/trec-covid",
    "ArguAna": "mteb/arguana",
    "SciFact": "mteb/scifact",
    "FiQA2018": "mteb/fiqa",
    "MedicalQARetrieval": "mteb/medical_qa",
    "PublicHealthQA": "mteb/PublicHealthQA",
}
"""MTEB's name of a task -> its data set on the Hugging Face hub."""

Rows = Iterable[dict[str, object]]
_SPLIT = "test"


def hub_id(name: str) -> str:
    """Return where a benchmark is kept.

    Raises:
        InputError: there is none of this name (names those there are).
    """
    by_lower = {known.lower(): source for known, source in HUB_IDS.items()}
    if name.lower() not in by_lower:
        raise InputError(
            f"There is no benchmark {name!r} to fetch; there are {', '.join(HUB_IDS)}."
        )
    return by_lower[name.lower()]


def lay_out_as_beir(source: Path, target: Path) -> None:
    """Write a downloaded data set as a BEIR folder: corpus, queries, and the test split's grades.

    Two layouts are known: JSON lines (`corpus.jsonl`, `queries.jsonl`, `qrels/test.*`), and the
    same as Parquet in folders (`corpus/`, `queries/`, `qrels/`, `data/` or `default/`).

    Raises:
        InputError: the data set is laid out in another way (names its files).
    """
    tables = {name: _rows_of(source, name) for name in ("corpus", "queries", "qrels")}
    missing = [name for name, rows in tables.items() if rows is None]
    if missing:
        files = sorted(str(p.relative_to(source)) for p in source.rglob("*") if p.is_file())
        raise InputError(
            f"The data set in {str(source)!r} has no {', '.join(missing)} in a layout that is "
            f"known; it has {', '.join(files[:10]) or 'no files'}. Lay it out as BEIR by hand."
        )
    corpus, queries, qrels = (list(cast("Rows", rows)) for rows in tables.values())
    _write(target / "corpus.jsonl", corpus, _passage)
    _write(target / "queries.jsonl", queries, _query)
    lines = [f"{r['query-id']}\t{r['corpus-id']}\t{int(float(str(r['score'])))}" for r in qrels]
    (target / "qrels").mkdir(parents=True, exist_ok=True)
    table = "\n".join(("query-id\tcorpus-id\tscore", *lines)) + "\n"
    (target / "qrels" / f"{_SPLIT}.tsv").write_text(table, encoding="utf-8")


def _rows_of(source: Path, name: str) -> Rows | None:
    whole = source / f"{name}.jsonl"
    if name != "qrels" and whole.is_file():
        return read_json_lines(whole)
    if name == "qrels" and (rows := _qrels(source)) is not None:
        return rows
    folders = (name, "data", "default") if name == "qrels" else (name,)
    wanted = [
        path
        for folder in folders
        for path in sorted((source / folder).glob("*.parquet"))
        if name != "qrels" or path.name.startswith(_SPLIT)
    ]
    if not wanted:
        return None
    return [row for path in wanted for row in parquet.read_table(path).to_pylist()]


def _qrels(source: Path) -> Rows | None:
    lines, table = (source / "qrels" / f"{_SPLIT}.{kind}" for kind in ("jsonl", "tsv"))
    if lines.is_file():
        return read_json_lines(lines)
    if not table.is_file():
        return None
    names = ("query-id", "corpus-id", "score")
    body = table.read_text(encoding="utf-8").split("\n")[1:]
    return [dict(zip(names, line.split("\t"), strict=True)) for line in body if line.strip()]


def _passage(row: dict[str, object]) -> dict[str, object]:
    return {"_id": _name(row), "title": row.get("title") or "", "text": row.get("text") or ""}


def _query(row: dict[str, object]) -> dict[str, object]:
    return {"_id": _name(row), "text": row.get("text") or ""}


def _name(row: dict[str, object]) -> str:
    return str(row["_id"] if "_id" in row else row["id"])


def _write(path: Path, rows: Rows, made: Callable[[dict[str, object]], dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(made(row), ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


# The command `citewell eval fetch`: a benchmark of the field, from the hub, on request.


def fetch(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(HUB_IDS)}.")],
    out: Annotated[Path, typer.Option(help="The folder to make; it must not be there yet.")],
) -> None:
    """Download a benchmark by its MTEB name and lay it out as a BEIR folder.

    This is the only evaluation command that uses the network. Each data set has a licence of its
    own: read it on its page.
    """
    source = hub_id(name)
    if out.exists():
        raise InputError(f"{str(out)!r} is there already. Name another folder, or remove it.")
    kept = out.with_name(f"{out.name}.download")
    lay_out_as_beir(pull_data(source, kept), out)
    benchmark = read_beir_folder(out)
    typer.echo(
        f"{source} is in {out}: {len(benchmark.corpora[''])} passages, "
        f"{len(benchmark.questions)} questions. {kept} may be removed."
    )
