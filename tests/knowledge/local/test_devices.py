"""Where a model runs, in which format and with which attention, on machines that are not here."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from sentence_transformers.base.modules import Transformer

from knowledge.errors import ConfigurationError
from knowledge.local import devices as local_devices
from knowledge.local.devices import (
    choose_attention,
    choose_devices,
    count_parameters,
    load_with_attention,
)
from knowledge.local.embedders import LocalEmbedder
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings


@pytest.fixture
def flash_attention(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_devices, "is_flash_attn_2_available", lambda: True)


@pytest.mark.usefixtures("two_gpus")
def test_every_gpu_is_used_where_none_is_named() -> None:
    assert choose_devices("") == ("cuda:0", "cuda:1")


def test_a_mac_uses_its_own_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)

    assert choose_devices("") == ("mps",)


def test_a_machine_without_a_gpu_uses_its_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)

    assert choose_devices("") == ("cpu",)


def test_named_devices_are_taken_in_their_order() -> None:
    assert choose_devices(" cpu , meta ") == ("cpu", "meta")


def test_a_device_that_is_not_there_is_said_with_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match=r"'warp:9' cannot be used.*EMBEDDING_DEVICE"):
        choose_devices("cpu,warp:9")


@pytest.mark.usefixtures("flash_attention")
@pytest.mark.parametrize(
    ("device", "dtype", "attention"),
    [
        ("cuda:0", "bfloat16", "flash_attention_2"),
        ("cuda:0", "float32", None),
        ("mps", "bfloat16", None),
        ("cpu", "bfloat16", None),
    ],
)
def test_flash_attention_is_for_16_bits_on_cuda(
    device: str, dtype: str, attention: str | None
) -> None:
    assert choose_attention(device, dtype) == attention


def test_without_flash_attention_the_choice_is_transformers_own() -> None:
    assert choose_attention("cuda:0", "bfloat16") is None


def test_a_model_that_does_not_know_flash_attention_is_loaded_without_it() -> None:
    asked: list[str | None] = []

    def load(attention: str | None) -> str:
        asked.append(attention)
        if attention == "flash_attention_2":
            raise ValueError("MPNetModel does not support Flash Attention 2")
        return "loaded"

    loaded = load_with_attention(load, "flash_attention_2")

    assert (loaded, asked) == ("loaded", ["flash_attention_2", None])


def test_another_fault_in_loading_is_not_hidden() -> None:
    def load(_: str | None) -> str:
        raise ValueError("no model here")

    with pytest.raises(ValueError, match="no model here"):
        load_with_attention(load, None)


def test_word_pieces_are_read_from_a_row_for_each_text(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = open_embedder(Settings(_env_file=None, embedding_device="cpu"))
    assert isinstance(embedder, LocalEmbedder)
    tokenized = Transformer.preprocess
    unpadded: list[object] = []

    def noting(self: Transformer, texts: list[str], **options: object) -> object:
        unpadded.append(self.unpad_inputs)
        return tokenized(self, texts, **options)

    monkeypatch.setattr(Transformer, "preprocess", noting)

    embedder.read_tokens(["grace period"])
    embedder.embed_passages(["grace period"])

    assert unpadded == [False, None]


def test_weights_are_counted_over_all_files_without_reading_them(tmp_path: Path) -> None:
    save_file({"a": torch.zeros(3, 4)}, tmp_path / "model-00001-of-00002.safetensors")
    save_file({"b": torch.zeros(5)}, tmp_path / "model-00002-of-00002.safetensors")

    assert count_parameters(tmp_path) == 17


def test_weights_of_older_files_are_counted_by_their_size(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(bytes(400))

    assert count_parameters(tmp_path) == 100
