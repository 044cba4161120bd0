"""Which devices a local model runs on, with which attention; how many weights it has."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from math import prod
from pathlib import Path
from typing import TypeVar

import torch
from transformers.utils.import_utils import is_flash_attn_2_available

from knowledge.errors import ConfigurationError, ModelDamaged

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
            f"{str(path)!r} is no file of weights, or was copied by halves. Pull or copy the model "
            "again."
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
