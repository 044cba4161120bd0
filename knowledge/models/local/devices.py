"""Which devices a local model runs on, with which attention; how many weights it has."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from math import prod
from pathlib import Path
from typing import TypeVar

import torch
from transformers.utils.import_utils import is_flash_attn_2_available

from knowledge.domain.errors import ConfigurationError, ModelDamaged

Loaded = TypeVar("Loaded")


def choose_devices(wanted: str) -> tuple[str, ...]:
    """Return the devices for as many replicas: those named, else every GPU, else the best there is.

    Raises:
        ConfigurationError: a named device is unknown or not in this machine.
    """
    if wanted:
        devices = tuple(part.strip() for part in wanted.split(",") if part.strip())
        for device in devices:
            _refuse_missing(device)
        return devices
    if torch.cuda.is_available():
        return tuple(f"cuda:{index}" for index in range(torch.cuda.device_count()))
    return ("mps",) if torch.backends.mps.is_available() else ("cpu",)


def only_possible(possible: str, wanted: str, backend: str, model: str, setting: str) -> str:
    """Return the one device or number format that a backend computes on.

    `model` and `setting` are the parts of the settings' names: EMBEDDING or RERANKER, DEVICE or
    DTYPE.

    Raises:
        ConfigurationError: another one is set.
    """
    if wanted in {"", possible}:
        return possible
    raise ConfigurationError(
        f"CITEWELL_{model}_BACKEND={backend} computes on {possible} only, and "
        f"CITEWELL_{model}_{setting} is {wanted!r}. Leave that empty, or use torch."
    )


def choose_attention(device: str, dtype: str) -> str | None:
    """Return FlashAttention 2 where it is installed and can be used, else None.

    None leaves the choice to transformers: torch's own (SDPA), or where a model such as MPNet or
    DeBERTa does not know that, the plain one. Asked for by name, SDPA would be refused there.
    """
    flash = dtype == "bfloat16" and torch.device(device).type == "cuda"
    return "flash_attention_2" if flash and is_flash_attn_2_available() else None


def load_with_attention(load: Callable[[str | None], Loaded], attention: str | None) -> Loaded:
    """Load a model with this attention, or with transformers' own choice where it does not go."""
    try:
        return load(attention)
    except (ImportError, ValueError):
        if attention is None:
            raise
        return load(None)


def count_parameters(folder: Path) -> int:
    """Count a folder's weights from its safetensors headers; of other formats, by size."""
    shapes = weight_shapes(folder)
    if not shapes:
        return sum(path.stat().st_size // 4 for path in folder.glob("*.bin"))
    return sum(prod(shape) for shape in shapes.values())


def weight_shapes(folder: Path) -> dict[str, Sequence[int]]:
    """Return the shapes of a folder's weights by name; of other formats than safetensors, none."""
    shapes: dict[str, Sequence[int]] = {}
    for path in sorted(folder.glob("*.safetensors")):
        shapes |= _shapes(path)
    return shapes


def _shapes(path: Path) -> dict[str, Sequence[int]]:
    # https://huggingface.co/docs/safetensors: 8 bytes of length, then that much JSON.
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header: dict[str, dict[str, Sequence[int]]] = json.loads(file.read(length) or b"{}")
        return {name: each["shape"] for name, each in header.items() if name != "__metadata__"}
    except (ValueError, KeyError, TypeError, OverflowError, MemoryError) as error:
        raise ModelDamaged(
            f"{str(path)!r} is not a file of weights, or is only half copied. Pull or copy the "
            "model again."
        ) from error


def _refuse_missing(device: str) -> None:
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise ConfigurationError(
            f"Device {device!r} cannot be used: {said} Set CITEWELL_EMBEDDING_DEVICE to cpu, cuda, "
            "cuda:0,cuda:1 or mps, or leave it empty."
        ) from error


# What is asked of the processor: number formats, threads, OpenVINO's hints - and one switch.


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
