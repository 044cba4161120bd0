"""Fixtures shared by the tests here."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from finetune.command import app
from tests.model_doubles import build_medembed


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, the tiny BERT as the desk's model, and made-up notes."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CITEWELL_EMBEDDING_MODEL", str(build_medembed(tmp_path / "tiny")))
    monkeypatch.setenv("CITEWELL_EMBEDDING_DEVICE", "cpu")
    run("notes", "example", "--out", str(tmp_path / "notes.jsonl"), "--persons", "16")
    return tmp_path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
