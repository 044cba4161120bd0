"""Can models be tuned here? Only the packages are looked for; none is imported."""

from __future__ import annotations

from citewell.doctor.checks import Check, State
from finetune.extra import ANALYSIS, TRAINING, missing_packages
from knowledge.settings import Settings

_FINE_TUNING = "fine-tuning"


def check_finetune(_settings: Settings) -> list[Check]:
    """Say whether the extra `finetune` is installed; answering questions does not need it."""
    missing = missing_packages((*TRAINING, *ANALYSIS))
    if not missing:
        return [Check(_FINE_TUNING, State.OK, "the extra 'finetune' is installed")]
    found = f"not installed: {', '.join(missing)}; only `citewell finetune` needs them"
    return [Check(_FINE_TUNING, State.OK, found, "pip install -c constraints.txt -e '.[finetune]'")]
