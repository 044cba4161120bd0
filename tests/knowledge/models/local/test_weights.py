"""A folder's weights, counted from their files' headers."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file

from knowledge.models.local.weights import count_parameters


def test_weights_are_counted_over_all_files_without_reading_them(tmp_path: Path) -> None:
    save_file({"a": torch.zeros(3, 4)}, tmp_path / "model-00001-of-00002.safetensors")
    save_file({"b": torch.zeros(5)}, tmp_path / "model-00002-of-00002.safetensors")

    assert count_parameters(tmp_path) == 17


def test_weights_of_older_files_are_counted_by_their_size(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(bytes(400))

    assert count_parameters(tmp_path) == 100
