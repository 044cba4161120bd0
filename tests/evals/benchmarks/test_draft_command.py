"""The command that drafts questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.eval_commands import app
from evals.benchmarks.labelled_questions import read_labelled_questions
from knowledge.domain.errors import InputError
from knowledge.store.edge.store import EdgeStore
from tests.builders import passage, published
from tests.evals.benchmarks.test_drafted_questions import FAQ, GRACE


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a knowledge base of three documents, one of them of another group."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    secret = passage("Only managers may read this long rule.", document_key="m.md", groups=("hr",))
    published(EdgeStore(tmp_path / "kb"), "desk", [GRACE], [FAQ], [secret]).close()
    return tmp_path


def test_the_command_writes_what_eval_questions_reads(folder: Path) -> None:
    out = folder / "drafts.jsonl"

    run = CliRunner().invoke(app, ["make", "--kb", "desk", "--out", str(out)])

    assert run.exit_code == 0, run.output
    assert "Wrote 2 drafts" in run.stdout
    questions = read_labelled_questions(out)
    assert [question.rank_in([FAQ, GRACE]) for question in questions] == [1, 2]
    # The rule of another group stays out.
    assert "managers" not in out.read_text("utf-8")
    assert json.loads(out.read_text("utf-8").split("\n")[0])["made_from"] == "faq"


def test_a_file_with_corrections_is_not_written_over(folder: Path) -> None:
    out = folder / "drafts.jsonl"
    out.write_text("mine", "utf-8")

    with pytest.raises(InputError, match="may hold your corrections"):
        CliRunner().invoke(app, ["make", "--out", str(out)], catch_exceptions=False)
