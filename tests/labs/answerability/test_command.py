from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.eval_commands import app
from tests.service_stub import service_stub

COUNT = 12


def benchmark(folder: Path, subject: str) -> Path:
    """Write a BEIR folder of so many passages, each asked for once."""
    (folder / "qrels").mkdir(parents=True)
    passages = [f"Rule {n} on {subject} holds for {n} days." for n in range(COUNT)]
    written = {
        "corpus.jsonl": [
            {"_id": f"p{n}", "title": subject, "text": text} for n, text in enumerate(passages)
        ],
        "queries.jsonl": [
            {"_id": f"q{n}", "text": f"how long does rule {n} on {subject} hold?"}
            for n in range(COUNT)
        ],
    }
    for name, rows in written.items():
        (folder / name).write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    judged = "".join(f"q{n}\tp{n}\t1\n" for n in range(COUNT))
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", "utf-8")
    return folder


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    return [str(benchmark(tmp_path / name, name)) for name in ("dental", "parking")]


def told(*arguments: str) -> str:
    run = CliRunner().invoke(app, ["gate", *arguments, "--limit", "12"], catch_exceptions=False)
    assert run.exit_code == 0
    return run.stdout


def test_each_set_is_judged_as_shipped_and_by_what_the_other_sets_teach(folders: list[str]) -> None:
    shown = told(*folders)

    assert "as it ships" in shown
    assert "all features: fitted on the other sets" in shown
    assert "relevant passages taken out" in shown
    assert "with the reranker's scores" not in shown


def test_a_rerankers_scores_are_fitted_beside_the_features_that_cost_nothing(
    folders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def score(query: str, texts: Sequence[str]) -> Sequence[float]:
        number = query.split("rule ")[1].split(maxsplit=1)[0]
        return [0.9 if f"Rule {number} on" in text else 0.1 for text in texts]

    with service_stub(score=score) as stub:
        monkeypatch.setenv("CITEWELL_RERANKER_BASE_URL", stub.url)
        monkeypatch.setenv("CITEWELL_RERANKER_API_KEY", "k")
        shown = told(*folders, "--reranker", "cohere/rerank-v3.5")

    fitted = shown.split("with the reranker's scores")[1]
    assert "Mean area, relevant passages taken out: 1.000" in fitted
    assert "reranked" in fitted
