"""The command that trains history weighting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.rewriting.history_weighting import read_weighting
from finetune.command import app
from tests.finetune.conversation.test_gate_training import NOUNS
from tests.flat_settings import settings_with
from tests.model_doubles import build_medembed
from tests.opening import open_embedder


def say(speaker: str, text: str) -> dict[str, str]:
    return {"speaker": speaker, "text": text}


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_the_command_writes_a_gate_that_belongs_to_its_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CITEWELL_EMBEDDING_DEVICE", "cpu")
    history = [say("user", "What is a copay?"), say("agent", "A fixed fee.")]
    rows: list[dict[str, object]] = [
        {"history": history, "question": "Who pays it?", "rewrite": f"Who pays {noun}?"}
        for noun in NOUNS
    ]
    data = written(tmp_path / "tasks.jsonl", *rows)
    tiny = str(build_medembed(tmp_path / "tiny"))
    options = ["--data", str(data), "--out", str(tmp_path / "gate.npz"), "--members", "1"]

    CliRunner().invoke(app, ["conversation", *options, "--model", tiny], catch_exceptions=False)

    weighting = read_weighting(tmp_path / "gate.npz")
    assert weighting.model == open_embedder(settings_with(embedding_model=tiny)).identity
