"""What a folder's safetensors files say of its weights, read without loading them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import prod
from pathlib import Path

from knowledge.domain.errors import ModelDamaged


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
