"""What is computed in which number format, on machines that are not here, and both ways here."""

from __future__ import annotations

import pytest
import torch

from knowledge.local.processor import (
    AUTO,
    OFF,
    ON,
    choose_dtype,
    openvino_settings,
    trains_in_bfloat16,
)

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


@pytest.mark.parametrize("in_8_bits", [False, True])
def test_openvino_computes_in_32_bits_on_torch_s_threads(in_8_bits: bool) -> None:
    settings = openvino_settings(in_8_bits=in_8_bits)

    assert settings["INFERENCE_PRECISION_HINT"] == "f32"
    assert settings["INFERENCE_NUM_THREADS"] == torch.get_num_threads()
    assert ("DYNAMIC_QUANTIZATION_GROUP_SIZE" in settings) is in_8_bits
