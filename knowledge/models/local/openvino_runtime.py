"""OpenVINO itself: its one core, how it computes, and what it cannot be asked for; no torch."""

from __future__ import annotations

import os
import platform
import sys
from functools import cache
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from knowledge.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from openvino import CompiledModel, Core, Model


_AMD = "/dev/kfd"


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


def has_gpu() -> bool:
    """Tell, without torch's seconds of imports, whether torch may find a GPU in this machine."""
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    return apple or which("nvidia-smi") is not None or Path(_AMD).exists()


def compile_on_processor(model: Model, *, in_8_bits: bool = False) -> CompiledModel:
    """Return a model made ready for this processor."""
    return _core().compile_model(model, "CPU", openvino_settings(in_8_bits=in_8_bits))


@cache
def _core() -> Core:
    """Return the one core of this process.

    Each core puts the thread's signals onto a stack of its own and gives that back when it goes: of
    two, the second may leave the first one's, which is gone, and the next signal ends the process.
    """
    from openvino import Core  # noqa: PLC0415 - half a second that nobody else should wait for

    return Core()


def openvino_settings(*, in_8_bits: bool) -> dict[str, str | int]:
    """Return how OpenVINO computes: in 32 bits whatever the processor has.

    Without the hint a CPU with AMX computes in bfloat16, and the vectors would be others. In 8 bits
    one scale stands for 32 neighbouring activations, which a CPU without VNNI or AMX leaves as
    they are. Its threads are as many as torch would take: OMP_NUM_THREADS, else one for each core.
    """
    threads = os.environ.get("OMP_NUM_THREADS", "")
    settings: dict[str, str | int] = {
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": int(threads) if threads.isdecimal() else 0,
    }
    return settings | ({"DYNAMIC_QUANTIZATION_GROUP_SIZE": "32"} if in_8_bits else {})
