"""Where a model runs, in which format and with which attention, on machines that are not here."""

from __future__ import annotations

import pytest
import torch

from knowledge.domain.errors import ConfigurationError
from knowledge.models.local import devices as local_devices
from knowledge.models.local.devices import (
    AUTO,
    OFF,
    ON,
    choose_attention,
    choose_devices,
    choose_dtype,
    load_with_attention,
    trains_in_bfloat16,
)


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


LARGE, SMALL = 4_000_000_000, 22_000_000


@pytest.mark.usefixtures("two_gpus")
@pytest.mark.parametrize(
    ("device", "parameters", "dtype"),
    [
        ("cuda:1", SMALL, "bfloat16"),
        ("cpu", SMALL, "float32"),
        ("cpu", LARGE, "bfloat16"),
        ("mps", SMALL, "float32"),
        ("mps", LARGE, "bfloat16"),
    ],
)
def test_the_format_goes_by_device_and_size(device: str, parameters: int, dtype: str) -> None:
    assert choose_dtype(device, parameters) == dtype


@pytest.mark.usefixtures("two_gpus")
def test_an_old_gpu_without_bfloat16_computes_small_models_in_32_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: False)

    assert choose_dtype("cuda:0", SMALL) == "float32"


@pytest.mark.usefixtures("two_gpus")
@pytest.mark.parametrize("device", ["cuda:0", "cpu", "mps"])
@pytest.mark.parametrize("parameters", [SMALL, LARGE])
def test_switched_off_everything_is_computed_in_32_bits(device: str, parameters: int) -> None:
    assert choose_dtype(device, parameters, OFF) == "float32"


def test_switched_on_a_small_model_still_answers_in_32_bits_where_they_are_quicker() -> None:
    assert choose_dtype("cpu", SMALL, ON) == "float32"


@pytest.mark.parametrize(
    ("kind", "capabilities", "does"),
    [
        ("cpu", {"avx512_bf16": True}, True),
        ("cpu", {"amx_bf16": True}, True),
        ("cpu", {"avx2": True, "avx512_bf16": False}, False),
        ("mps", {"avx512_bf16": True}, False),
    ],
)
def test_training_is_in_16_bits_where_the_processor_multiplies_them(
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    capabilities: dict[str, bool],
    does: bool,
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)

    assert trains_in_bfloat16(kind) is does


@pytest.mark.usefixtures("two_gpus")
def test_a_gpu_says_itself_whether_it_trains_in_bfloat16() -> None:
    assert trains_in_bfloat16("cuda")


@pytest.mark.parametrize(
    ("kind", "switch", "does"),
    [("cpu", ON, True), ("cpu", OFF, False), ("cuda", OFF, False), ("mps", ON, False)],
)
def test_the_switch_decides_whatever_the_processor_multiplies(
    monkeypatch: pytest.MonkeyPatch, kind: str, switch: str, does: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": switch == OFF})

    assert trains_in_bfloat16(kind, switch) is does


def test_older_torch_cannot_tell_and_trains_in_32_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities")

    assert not trains_in_bfloat16("cpu", AUTO)
