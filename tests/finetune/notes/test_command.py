from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from finetune.command import app
from finetune.notes.pairs import Step
from finetune.notes.training import soft_targets
from finetune.pairs.pair import read_pairs
from knowledge.domain.errors import InputError
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


def test_soft_targets_wait_for_notes_that_carry_codes(desk: Path) -> None:
    plain = desk / "plain.jsonl"
    lines = (desk / "notes.jsonl").read_text(encoding="utf-8").splitlines()
    plain.write_text(
        "\n".join(json.dumps({**json.loads(line), "codes": []}) for line in lines), encoding="utf-8"
    )

    with pytest.raises(InputError, match="carry no codes"):
        run("notes", "train", str(plain), "--name", "mine", "--soft-codes", "0.5")


def test_part_of_the_target_goes_to_notes_coded_alike() -> None:
    batch = [
        (Step("p", "a", "b", codes=("I50",)), "x"),
        (Step("q", "c", "d", codes=("I50",)), "y"),
        (Step("r", "e", "f", codes=("J44",)), "z"),
    ]

    targets = soft_targets(batch, share=0.4)

    assert torch.allclose(targets[0], torch.tensor([0.8, 0.2, 0.0, 0.0, 0.0, 0.0]))
    assert torch.allclose(targets[2], torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0, 0.0]))


def test_a_file_that_is_there_is_not_written_over(desk: Path) -> None:
    with pytest.raises(InputError, match="exists"):
        run("notes", "example", "--out", str(desk / "notes.jsonl"))
