"""What is asked of the processor: number formats, threads, OpenVINO's hints - and one switch.

Nothing else asks what a processor can do, so that every machine can be tried as any other.
"""

from __future__ import annotations

import torch

AUTO, ON, OFF = "auto", "on", "off"
"""The switch, CITEWELL_BFLOAT16: bfloat16 where the device multiplies it, where it is only
emulated too, or nowhere."""
LARGE_MODEL_PARAMETERS = 1_000_000_000
"""Above this 32-bit weights are not to be thought of: zembed-1's would take 16 GB."""

_MULTIPLY_BFLOAT16 = ("avx512_bf16", "amx_bf16", "sve_bf16")


def choose_dtype(device: str, parameters: int, bfloat16: str = AUTO) -> str:
    """Return bfloat16 on CUDA and for large models, float32 for small ones elsewhere and for OFF.

    Never float16: Gemma's activations overflow in it, and its vectors become NaN or poor.
    Measured on two CPU cores: MiniLM does 29 passages/s in float32 and 9 in bfloat16; so ON
    does not ask for it here.
    """
    if bfloat16 == OFF:
        return "float32"
    if parameters > LARGE_MODEL_PARAMETERS:
        return "bfloat16"
    on_cuda = torch.device(device).type == "cuda"
    return "bfloat16" if on_cuda and torch.cuda.is_bf16_supported() else "float32"


def trains_in_bfloat16(kind: str, bfloat16: str = AUTO) -> bool:
    """Tell whether a training on a kind of device computes in bfloat16.

    Measured on two CPU cores with AVX512_BF16: a cross-encoder from MiniLM trains on twice as many
    pairs a second as in 32 bits. Where the processor has no such instructions it is slower.
    """
    if bfloat16 != AUTO:
        return bfloat16 == ON and kind in {"cpu", "cuda"}
    if kind == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    if kind != "cpu" or not hasattr(torch.cpu, "get_capabilities"):  # older torch cannot tell
        return False
    return any(torch.cpu.get_capabilities().get(name, False) for name in _MULTIPLY_BFLOAT16)


def openvino_settings(*, in_8_bits: bool) -> dict[str, str | int]:
    """Return how OpenVINO computes: in 32 bits whatever the processor has, on torch's threads.

    Without the hint a CPU with AMX computes in bfloat16, and the vectors would be others. In 8 bits
    one scale stands for 32 neighbouring activations, which a CPU without VNNI or AMX leaves as
    they are.
    """
    settings: dict[str, str | int] = {
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
    }
    return settings | ({"DYNAMIC_QUANTIZATION_GROUP_SIZE": "32"} if in_8_bits else {})
