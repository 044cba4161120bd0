from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingest.command import app
from knowledge.domain.errors import InputError
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from tests.fakes import HashingEmbedder


@pytest.fixture(autouse=True)
def quick_and_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("ingest.command.open_embedder", lambda *_: HashingEmbedder())


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
    assert open_store(Settings().store, Settings().data_dir).names() == ["desk"]


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
    assert open_store(Settings().store, Settings().data_dir).names() == []


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


def test_a_dry_run_prints_a_plan_and_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("Some text.")
    report = tmp_path / "plan.json"

    result = CliRunner().invoke(
        app, [str(tmp_path / "docs"), "--kb", "desk", "--dry-run", "--report", str(report)]
    )

    assert result.exit_code == 0, result.output
    assert "1 passages to write, 1 of them to embed" in result.output
    assert json.loads(report.read_text())["totals"]["added"] == 1
    assert not (tmp_path / "data").exists()


def test_nobody_to_ask_means_no_and_yes_means_yes(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    [(docs / f"{name}.md").write_text(f"Text {name}.") for name in "abc"]
    arguments = [str(docs), "--kb", "desk"]
    CliRunner().invoke(app, arguments, catch_exceptions=False)
    (docs / "a.md").unlink()
    (docs / "b.md").unlink()

    refused = CliRunner().invoke(app, arguments)
    done = CliRunner().invoke(app, [*arguments, "--yes"], catch_exceptions=False)

    assert isinstance(refused.exception, InputError)
    assert "2 removed" in " ".join(done.output.split())


def test_a_run_of_some_length_is_remembered_for_the_next_plan(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    [(docs / f"{number}.md").write_text(f"Text {number}.") for number in range(60)]
    CliRunner().invoke(app, [str(docs), "--kb", "desk"], catch_exceptions=False)
    (docs / "new.md").write_text("Something new.")

    planned = CliRunner().invoke(app, [str(docs), "--kb", "desk", "--dry-run"])

    assert "1 of them to embed" in planned.output
    assert "about 0 s" in planned.output
