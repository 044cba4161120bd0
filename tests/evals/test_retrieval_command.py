"""The evaluation commands from end to end, on a tiny folder with the bundled model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.command import app
from knowledge.errors import InputError, ModelUnavailable
from tests.citewell.schemas import faults
from tests.evals.folders import beir_folder, conversation_folder
from tests.zerank_double import build_zerank


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def said(*arguments: str) -> str:
    run = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert run.exit_code == 0, run.output
    return run.stdout


def test_a_benchmark_is_ranked_saved_and_compared(tmp_path: Path, data: Path) -> None:
    folder = conversation_folder(tmp_path / "talks")
    out, page = tmp_path / "run.json", tmp_path / "report.html"

    table = said("retrieval", str(folder), "--rewriting", "none", "--rewriting", "history",
                 "--json", str(out))  # fmt: skip
    compared = said("compare", "talks-hybrid-none", "talks-hybrid-history")
    said("report", "--out", str(page))

    assert "talks hybrid none" in table
    assert "turn later" in table
    assert max(len(line) for line in table.splitlines()) <= 80
    assert len(list((data / "runs").glob("*.json"))) == 2
    assert faults(json.loads(out.read_text("utf-8")), "retrieval-run") == []
    saved = max((data / "runs").glob("*history.json"))
    assert faults(json.loads(saved.read_text("utf-8")), "retrieval-run") == []
    assert "B: talks hybrid history scores" in compared
    assert "talks hybrid history scores against talks hybrid none scores" in page.read_text("utf-8")


def test_rankings_written_in_trecs_form_score_the_same_when_read(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "rules")
    trec = tmp_path / "run.trec"

    ranked = said("retrieval", str(folder), "--rewriting", "none", "--trec", str(trec))
    scored = said("score", str(trec), str(folder))

    assert ranked.splitlines()[4].split() == scored.splitlines()[4].split()


def test_an_unknown_rewriting_is_told_before_anything_is_embedded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no rewriting 'magic'; there are none, concat, history, "):
        said("retrieval", str(beir_folder(tmp_path / "rules")), "--rewriting", "magic")


def test_rankings_of_another_benchmark_are_refused(tmp_path: Path) -> None:
    trec = tmp_path / "run.trec"
    trec.write_text("other Q0 a 1 0.9 ours\n", "utf-8")

    with pytest.raises(InputError, match="None of the 1 questions"):
        said("score", str(trec), str(beir_folder(tmp_path / "rules")))


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        said("retrieval", str(tmp_path / "none"))


def test_an_unknown_reranker_is_told_before_anything_is_embedded(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="'magic' is not on this machine"):
        said("retrieval", str(beir_folder(tmp_path / "rules")), "--reranker", "magic")


def test_a_reranker_orders_what_was_found(tmp_path: Path) -> None:
    model = build_zerank(tmp_path / "reranker")
    out = tmp_path / "run.json"

    table = said("retrieval", str(beir_folder(tmp_path / "rules")), "--rewriting", "none",
                 "--reranker", str(model), "--json", str(out))  # fmt: skip

    assert "rerank " in table
    assert json.loads(out.read_text("utf-8"))["settings"]["reranker"] == str(model)


def test_models_are_compared_on_the_same_passages(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "rules")

    table = said("models", "minilm", "minilm", "--folder", str(folder), "--price", "minilm=1000")

    first, second = [line.split() for line in table.splitlines() if line.startswith(" minilm")]
    assert first[:5] == ["minilm", "1.0000", "1.0000", "384", "0.0"]
    assert second[:5] == first[:5]
    assert float(first[5]) > 0
    assert 0.02 < float(first[6]) < 0.06


@pytest.mark.parametrize(
    ("price", "said_so"), [("minilm=cheap", "not MODEL=PRICE"), ("other=1", "not compared")]
)
def test_a_price_must_be_a_number_of_a_compared_model(price: str, said_so: str) -> None:
    with pytest.raises(InputError, match=said_so):
        said("models", "minilm", "--price", price)
