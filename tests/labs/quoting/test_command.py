"""The command `citewell eval quoting`, over a small knowledge base with the bundled model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.eval_commands import app
from ingest.command import app as ingest_app
from knowledge.domain.errors import InputError

RULE = "The grace period for a late premium is 31 days."
LINES = [
    {"id": "1", "question": "how long is the grace period?", "kind": "answerable"},
    {"id": "2", "question": "who won the football world cup?", "kind": "offtopic"},
]


def test_each_set_is_measured_by_weights_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "rules.md").write_text(f"# Late premiums\n\n{RULE}\n", "utf-8")
    for name in ("one", "two"):
        CliRunner().invoke(ingest_app, ["docs", "--kb", name], catch_exceptions=False)
    lines = [json.dumps({**line, "key_facts": [["31 days"]]}) for line in LINES]
    (tmp_path / "set.jsonl").write_text("\n".join(lines), "utf-8")

    shown = CliRunner().invoke(
        app, ["quoting", "one=set.jsonl", "two=set.jsonl"], catch_exceptions=False
    )

    assert "as it ships" in shown.stdout
    assert "without headings: fitted on the other sets" in shown.stdout
    assert '"covered":' in shown.stdout


def test_one_set_has_nothing_to_be_left_out_of() -> None:
    with pytest.raises(InputError, match="two sets or more"):
        CliRunner().invoke(app, ["quoting", "one=set.jsonl"], catch_exceptions=False)
