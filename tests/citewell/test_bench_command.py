"""`citewell bench` takes its texts from a knowledge base."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.bench_command import app
from knowledge.edge.store import EdgeStore
from knowledge.errors import InputError
from tests.builders import passages, published


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


@pytest.mark.slow
def test_each_form_of_vectors_is_measured_on_the_stored_ones(store: EdgeStore) -> None:
    texts = [f"Rule {number} covers item{number}." for number in range(60)]
    published(store, "desk", passages("rules.md", texts)).close()

    run = CliRunner().invoke(app, ["quantization", "--kb", "desk"], catch_exceptions=False)

    assert run.exit_code == 0, run.output
    assert "45 passages, 64-d" in run.stdout
    assert "turbo-1" in run.stdout
