"""Tuning from a note towards the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from finetune.notes.pairs import Step
from finetune.notes.training import soft_targets
from knowledge.domain.errors import InputError
from tests.finetune.notes.conftest import run


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
