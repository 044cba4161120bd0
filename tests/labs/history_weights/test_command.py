"""The command that searches for other weights."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.eval_commands import app
from knowledge.domain.errors import InputError
from tests.evals.folders import conversation_folder


def test_a_search_prints_the_gain_that_no_question_had_a_say_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    folder = conversation_folder(tmp_path / "talks")

    run = CliRunner().invoke(
        app, ["weights", str(folder), "--trials", "3", "--folds", "2"], catch_exceptions=False
    )

    assert "talks, 3 settings, 2 folds" in run.stdout
    assert "chosen on the other folds" in run.stdout


def test_too_few_conversations_are_told(tmp_path: Path) -> None:
    folder = conversation_folder(tmp_path / "talks")

    with pytest.raises(InputError, match="too few for 50 folds"):
        CliRunner().invoke(app, ["weights", str(folder), "--folds", "50"], catch_exceptions=False)
