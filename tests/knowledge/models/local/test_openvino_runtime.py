"""How OpenVINO computes, and where torch may have a GPU instead."""

from __future__ import annotations

import pytest

from knowledge.models.local import openvino_runtime
from knowledge.models.local.openvino_runtime import has_gpu, openvino_settings


@pytest.mark.parametrize("in_8_bits", [False, True])
def test_openvino_computes_in_32_bits_on_as_many_threads_as_are_set(
    in_8_bits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")

    settings = openvino_settings(in_8_bits=in_8_bits)

    assert settings["INFERENCE_PRECISION_HINT"] == "f32"
    assert settings["INFERENCE_NUM_THREADS"] == 3
    assert ("DYNAMIC_QUANTIZATION_GROUP_SIZE" in settings) is in_8_bits


@pytest.mark.parametrize("tool", ["/usr/bin/nvidia-smi", None])
def test_a_machine_with_nvidia_s_tool_may_have_a_gpu(
    tool: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_runtime, "which", lambda _name: tool)
    monkeypatch.setattr(openvino_runtime, "_AMD", __file__ + ".none")
    monkeypatch.setattr("sys.platform", "linux")

    assert has_gpu() is (tool is not None)


def test_all_models_of_a_process_share_one_core() -> None:
    """Two cores take turns with the thread's signal stack, and leave one that is gone."""
    assert openvino_runtime._core() is openvino_runtime._core()
