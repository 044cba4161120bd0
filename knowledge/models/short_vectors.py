"""Shorter vectors from long ones, as each model was trained to give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from safetensors import SafetensorError, deserialize

from knowledge.domain.errors import ModelDamaged, ModelUnavailable
from knowledge.domain.passages import FloatRows

PROJECTIONS_FILE = "projections.safetensors"
_FORMATS = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}


class Shortening(Protocol):
    """How one model's vectors get shorter."""

    @property
    def dimensions(self) -> tuple[int, ...]:
        """The dimensions that can be had, the native one first."""
        ...

    def shorten(self, rows: FloatRows, dimension: int) -> FloatRows:
        """Return unit rows of `dimension` from unit rows of the native one."""
        ...


@dataclass(frozen=True, slots=True)
class Projections:
    """Matrices from each dimension to the next shorter one, longest first: zembed-1's way."""

    steps: tuple[FloatRows, ...]

    @property
    def dimensions(self) -> tuple[int, ...]:
        """The dimensions that can be had, the native one first."""
        return (self.steps[0].shape[0], *(step.shape[1] for step in self.steps))

    def shorten(self, rows: FloatRows, dimension: int) -> FloatRows:
        """Multiply step after step; the long vector's first numbers mean nothing by themselves.

        Raises:
            ModelUnavailable: the dimension is not in the chain (names those that are).
        """
        refuse_other_dimension(dimension, self.dimensions)
        for step in self.steps:
            if rows.shape[1] == dimension:
                break
            rows = rows @ step
        return unit_rows(rows)


@dataclass(frozen=True, slots=True)
class Truncation:
    """The first numbers of the vector, made unit length again: what Matryoshka training gives.

    Kusupati et al. 2022, https://arxiv.org/abs/2205.13147.
    """

    dimensions: tuple[int, ...]

    def shorten(self, rows: FloatRows, dimension: int) -> FloatRows:
        """Cut and make unit length again.

        Raises:
            ModelUnavailable: the model was not trained for that dimension.
        """
        refuse_other_dimension(dimension, self.dimensions)
        return unit_rows(rows[:, :dimension])


def refuse_other_dimension(dimension: int, allowed: Sequence[int]) -> None:
    """Check a dimension against those that a model was trained for.

    Raises:
        ModelUnavailable: it is none of them.
    """
    if dimension not in allowed:
        known = ", ".join(str(each) for each in allowed)
        raise ModelUnavailable(
            f"Dimension {dimension} is not one of the model's: {known}. "
            "Set CITEWELL_EMBEDDING_DIMENSION to one of them, or leave it empty."
        )


def read_projections(folder: Path) -> Projections | None:
    """Read `projections.safetensors`, whose keys are the dimensions; None where there is none.

    Raises:
        ModelDamaged: it cannot be read, or the matrices do not chain.
    """
    path = folder / PROJECTIONS_FILE
    if not path.is_file():
        return None
    try:
        matrices = _read_matrices(path)
        longest_first = sorted(matrices, key=lambda key: -int(key))
    except (SafetensorError, ValueError, KeyError) as error:
        raise ModelDamaged(f"{str(path)!r} cannot be read: {error}.") from error
    steps = tuple(matrices[key] for key in longest_first)
    for before, after in pairwise(steps):
        if before.shape[1] != after.shape[0]:
            raise ModelDamaged(
                f"{str(path)!r} does not chain: {before.shape} is followed by {after.shape}."
            )
    for key, step in zip(longest_first, steps, strict=True):
        if step.shape[1] != int(key):
            raise ModelDamaged(f"{str(path)!r} says that {step.shape} leads to dimension {key}.")
    return Projections(steps) if steps else None


def _read_matrices(path: Path) -> dict[str, FloatRows]:
    """Read matrices of any floating format; bfloat16, unknown to numpy, is half of a float32."""
    matrices: dict[str, FloatRows] = {}
    for name, saved in deserialize(path.read_bytes()):  # type: ignore[no-untyped-call]
        data = bytes(saved["data"])
        if saved["dtype"] == "BF16":
            numbers = (np.frombuffer(data, dtype="<u2").astype("<u4") << 16).view("<f4")
        else:
            numbers = np.frombuffer(data, dtype=_FORMATS[saved["dtype"]]).astype(np.float32)
        matrices[name] = numbers.reshape(saved["shape"])
    return matrices


def unit_rows(rows: FloatRows) -> FloatRows:
    """Return rows of unit length; a row of zeros stays."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: FloatRows = (rows / np.where(norms > 0, norms, 1)).astype(np.float32)
    return unit
