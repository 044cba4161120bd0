"""`citewell bench` takes its texts from a knowledge base."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.bench_commands import app
from knowledge.domain.errors import InputError
from knowledge.store.edge.store import EdgeStore
from tests.builders import passages, published
from tests.model_doubles import build_cross_encoder


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EdgeStore:
    """An empty store where the settings say that it is."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return EdgeStore(tmp_path / "kb")


def test_a_knowledge_base_s_texts_are_searched_at_the_size_asked_for(store: EdgeStore) -> None:
    texts = [f"Rule {number} covers item{number} and case{number * 7}." for number in range(60)]
    published(store, "desk", passages("rules.md", texts)).close()

    run = CliRunner().invoke(app, ["--kb", "desk", "--passages", "200"], catch_exceptions=False)

    assert run.exit_code == 0, run.output
    assert "200 passages, 384-d" in run.stdout
    assert "hybrid" in run.stdout
    assert "15 searches each" in run.stdout


def test_too_few_texts_are_refused(store: EdgeStore) -> None:
    published(store, "desk", passages("rules.md", ["One rule."])).close()

    with pytest.raises(InputError, match="'desk' has 1 passages; 40 are needed"):
        CliRunner().invoke(app, ["--kb", "desk"], catch_exceptions=False)


def test_embedding_is_measured_beside_the_bare_library(store: EdgeStore) -> None:
    texts = [f"Rule {number}." for number in range(40)]
    published(store, "desk", passages("rules.md", texts)).close()

    run = CliRunner().invoke(
        app, ["embedding", "--kb", "desk", "--passages", "8"], catch_exceptions=False
    )

    assert run.exit_code == 0, run.output
    assert "Embedding with minilm, 8 passages" in run.stdout
    assert "bare encode" in run.stdout


def test_a_cross_encoder_is_measured_by_torch_and_by_openvino(
    store: EdgeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"Rule {number} covers item{number}." for number in range(40)]
    published(store, "desk", passages("rules.md", texts)).close()
    monkeypatch.setenv("CITEWELL_RERANKER", str(build_cross_encoder(tmp_path / "own")))
    monkeypatch.setenv("CITEWELL_RERANKER_CANDIDATES", "4")

    run = CliRunner().invoke(
        app, ["reranking", "--kb", "desk", "--questions", "1"], catch_exceptions=False
    )

    assert run.exit_code == 0, run.output
    assert "Reranking with own, 4 passages a question" in run.stdout
    torch, openvino, in_8_bits = (
        next(line for line in run.stdout.splitlines() if f" {way} " in line)
        for way in ("torch", "openvino", "openvino-int8")
    )
    assert "1.00" in torch
    assert "0.00000" in openvino
    assert "0.00000" not in in_8_bits


def test_without_a_reranker_there_is_nothing_to_measure(
    store: EdgeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(store, "desk", passages("rules.md", [f"Rule {n}." for n in range(40)])).close()
    monkeypatch.setenv("CITEWELL_RERANKER", "none")

    with pytest.raises(InputError, match="Set CITEWELL_RERANKER"):
        CliRunner().invoke(app, ["reranking", "--kb", "desk"], catch_exceptions=False)


@pytest.mark.slow
def test_each_form_of_vectors_is_measured_on_the_stored_ones(store: EdgeStore) -> None:
    texts = [f"Rule {number} covers item{number}." for number in range(60)]
    published(store, "desk", passages("rules.md", texts)).close()

    run = CliRunner().invoke(app, ["quantization", "--kb", "desk"], catch_exceptions=False)

    assert run.exit_code == 0, run.output
    assert "45 passages, 64-d" in run.stdout
    assert "turbo-1" in run.stdout
