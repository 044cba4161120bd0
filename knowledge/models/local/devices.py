"""Which devices a local model runs on in torch, with which attention and number format."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
from transformers.utils.import_utils import is_flash_attn_2_available

from knowledge.domain.errors import ConfigurationError

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


def _refuse_missing(device: str) -> None:
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise ConfigurationError(
            f"Device {device!r} cannot be used: {said} Set CITEWELL_EMBEDDING_DEVICE to cpu, cuda, "
            "cuda:0,cuda:1 or mps, or leave it empty."
        ) from error


# What is asked of the processor: number formats, and one switch.


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
