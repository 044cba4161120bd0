from __future__ import annotations

import json
from pathlib import Path

import pytest

from finetune.pairs.pair import read_pairs
from knowledge.domain.errors import InputError
from tests.finetune.notes.conftest import run


def test_notes_become_pairs_that_training_reads(desk: Path) -> None:
    told = run("notes", "pairs", str(desk / "notes.jsonl"), "--out", str(desk / "pairs.jsonl"))

    pairs = read_pairs(desk / "pairs.jsonl")
    assert "nobody is in two parts" in told
    assert {pair.part for pair in pairs} == {"train", "dev", "test"}
    assert {len(pair.negatives) for pair in pairs} == {1}


@pytest.mark.parametrize("soft", ["0", "0.3"])
def test_a_model_is_tuned_on_notes_and_measured_beside_its_base(desk: Path, soft: str) -> None:
    notes = str(desk / "notes.jsonl")
    quick = ("--epochs", "1", "--batch", "4", "--max-tokens", "32")

    run("notes", "train", notes, "--name", "mine", "--soft-codes", soft, *quick)
    models = ("--model", str(desk / "tiny"), "--model", "tuned/mine")
    shown = run(
        *("notes", "evaluate", notes, *models),
        *("--label", "heart=code:I50", "--event", "device=implanted|put in"),
        *("--json", str(desk / "figures.json")),
    )

    figures = json.loads((desk / "figures.json").read_text(encoding="utf-8"))
    assert "Error (1 - recall@5)" in shown
    assert list(figures["models"]) == [str(desk / "tiny"), "tuned/mine"]
    assert set(figures["cuts"]) == {"all notes", "same kind", "one person"}


def test_a_file_that_is_there_is_not_written_over(desk: Path) -> None:
    with pytest.raises(InputError, match="exists"):
        run("notes", "example", "--out", str(desk / "notes.jsonl"))
