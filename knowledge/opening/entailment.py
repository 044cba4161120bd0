"""Does one text follow from another? The role of the models that judge it, and their opening."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from knowledge.settings.models import EntailmentSettings

if TYPE_CHECKING:
    from knowledge.models.local.entailment import NliScores


class NliModel(Protocol):
    """Judges whether claims follow from what is given."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[NliScores]:
        """Judge pairs of (what is given, what is claimed), in their order."""
        ...


def open_nli_model(entailment: EntailmentSettings) -> NliModel | None:
    """Return the configured NLI model, None where none is set; a process loads it once.

    Raises:
        ModelUnavailable: it is not there, cannot be loaded, or has other labels.
        ConfigurationError: the device is not in this machine.
    """
    if entailment.path is None:
        return None
    return _opened(entailment.path, entailment.device, entailment.bfloat16)


@lru_cache(maxsize=1)
def _opened(folder: Path, device: str, bfloat16: str) -> NliModel:
    # Seconds of imports (torch), which nobody without such a model should wait for.
    from knowledge.models.local.entailment import load_local_nli_model  # noqa: PLC0415

    return load_local_nli_model(folder, device=device, bfloat16=bfloat16)
