from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from evals.benchmarks.fetch_command import hub_id, lay_out_as_beir
from evals.benchmarks.folders import read_beir_folder
from knowledge.domain.errors import InputError
from tests.evals.folders import beir_folder, write_lines
from tests.hub_stub import hub_stub


def fetched(url: str, home: Path, *arguments: str) -> tuple[int, str]:
    """Run the command in a process of its own: the hub's client reads its address at import."""
    environment = {name: value for name, value in os.environ.items() if name[:3] != "HF_"}
    environment |= {"HF_ENDPOINT": url, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "citewell", "eval", "fetch", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_benchmark_is_fetched_by_name_and_reads_as_a_beir_folder(tmp_path: Path) -> None:
    source, out = beir_folder(tmp_path / "hub"), tmp_path / "scifact"

    with hub_stub("mteb/scifact", "f" * 40, source, kind="datasets") as hub:
        code, said = fetched(hub.url, tmp_path / "home", "SciFact", "--out", str(out))

    assert (code, "3 passages, 2 questions" in said) == (0, True), said
    assert read_beir_folder(out).questions == read_beir_folder(source).questions


def test_a_hub_without_it_is_one_clear_error(tmp_path: Path) -> None:
    source = beir_folder(tmp_path / "hub")

    with hub_stub("mteb/other", "f" * 40, source, kind="datasets") as hub:
        code, said = fetched(hub.url, tmp_path / "home", "SciFact", "--out", str(tmp_path / "out"))

    assert code == 1
    assert "'mteb/scifact' cannot be fetched" in said
    assert "Traceback" not in said


def test_parquet_is_laid_out_the_same(tmp_path: Path) -> None:
    source = tmp_path / "hub"
    tables = {
        "corpus/test-0.parquet": {"id": ["p1"], "title": ["Late"], "text": ["30 days."]},
        "queries/test-0.parquet": {"id": ["q1"], "text": ["how late?"]},
        "data/test-0.parquet": {"query-id": ["q1"], "corpus-id": ["p1"], "score": [1]},
        "data/train-0.parquet": {"query-id": ["q9"], "corpus-id": ["p9"], "score": [1]},
    }
    for name, columns in tables.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(pa.table(columns), source / name)

    lay_out_as_beir(source, tmp_path / "out")

    benchmark = read_beir_folder(tmp_path / "out")
    assert [(p.id, p.title, p.text) for p in benchmark.corpora[""]] == [("p1", "Late", "30 days.")]
    assert [(q.text, q.relevant) for q in benchmark.questions] == [("how late?", {"p1": 1})]


def test_grades_as_json_lines_are_read(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path)
    (folder / "qrels" / "test.tsv").unlink()
    rows = [{"query-id": "q1", "corpus-id": "grace", "score": 2.0},
            {"query-id": "q2", "corpus-id": "grace", "score": 0}]  # fmt: skip
    write_lines(folder / "qrels" / "test.jsonl", rows)

    (question,) = read_beir_folder(folder).questions

    assert (question.id, question.relevant) == ("q1", {"grace": 2})


def test_another_layout_is_told_with_its_files(tmp_path: Path) -> None:
    write_lines(tmp_path / "hub" / "corpus.jsonl", [])
    (tmp_path / "hub" / "pairs.csv").write_text("question,answer\n")

    with pytest.raises(InputError, match=r"no queries, qrels.*corpus.jsonl, pairs.csv"):
        lay_out_as_beir(tmp_path / "hub", tmp_path / "out")


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError, match="'MSMARCO' to fetch; there are NFCorpus, TRECCOVID"):
        hub_id("MSMARCO")
