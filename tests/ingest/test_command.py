from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingest.command import app
from knowledge.errors import InputError
from knowledge.settings import Settings
from knowledge.stores import open_store
from tests.fakes import HashingEmbedder


@pytest.fixture(autouse=True)
def quick_and_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("ingest.command.open_embedder", lambda _settings: HashingEmbedder())


def test_a_folder_is_ingested_and_reported(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text("Text.")
    (docs / "b.pdf").write_text("no pdf")

    result = CliRunner().invoke(
        app, [str(docs), "--kb", "desk", "--report", str(tmp_path / "report.json")]
    )

    assert result.exit_code == 0, result.output
    assert "failed b.pdf: The PDF is damaged" in result.output
    states = {
        f["path"]: f["state"] for f in json.loads((tmp_path / "report.json").read_text())["files"]
    }
    assert states == {"a.md": "added", "b.pdf": "failed"}
    assert open_store(Settings()).names() == ["desk"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "--kb", "desk"], "no file or folder 'nowhere'"),
        ([".", "--kb", "no/name"], "cannot name a knowledge base"),
        ([".", "--kb", "desk", "--report", "nowhere/r.json"], "report cannot be written"),
    ],
)
def test_wrong_arguments_are_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(app, arguments)

    assert isinstance(result.exception, InputError)
    assert said in str(result.exception)


def test_a_folder_without_a_readable_file_is_an_error_after_its_report(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.zip").write_text("x")

    result = CliRunner().invoke(
        app, [str(tmp_path / "docs"), "--kb", "desk", "--report", str(tmp_path / "r.json")]
    )

    assert isinstance(result.exception, InputError)
    assert json.loads((tmp_path / "r.json").read_text())["totals"]["skipped"] == 1
    assert open_store(Settings()).names() == []


def test_a_stopped_run_says_that_nothing_was_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a.md").write_text("Text.")
    monkeypatch.setattr("ingest.command.ingest", stop)

    result = CliRunner().invoke(app, [str(tmp_path), "--kb", "desk"])

    assert result.exit_code != 0
    assert "Nothing was published" in result.output


def test_an_unknown_option_is_wrong_usage(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path), "--kb", "desk", "--fast"])

    assert result.exit_code == 2
