"""Are the models that read written sentences once more there? Nothing is loaded or asked."""

from __future__ import annotations

import json
from pathlib import Path

from citewell.doctor.checks import Check, State
from knowledge.addresses import without_credentials
from knowledge.settings import Settings

_SECOND_READING = "second reading"
LABELS = ("entail", "neutral", "contradict")


def check_second_reading(settings: Settings) -> list[Check]:
    """Check the entailment model's folder and labels, and the judging model's address or key."""
    checks = []
    if settings.entailment_path is not None:
        checks.append(_entailment(settings.entailment_path))
    if settings.judge_model:
        checks.append(_judge(settings))
    return checks or [
        Check(_SECOND_READING, State.OK, "none: written sentences are checked by rules")
    ]


def _entailment(folder: Path) -> Check:
    config = folder / "config.json"
    try:
        labels = json.loads(config.read_text(encoding="utf-8"))["id2label"].values()
        names = sorted(str(label).lower() for label in labels)
    except (OSError, ValueError, KeyError, AttributeError):
        advice = "Set CITEWELL_ENTAILMENT_PATH to an entailment model's folder, or leave it empty."
        return Check(_SECOND_READING, State.WRONG, f"no classifier in {str(folder)!r}", advice)
    if sorted(label for label in LABELS for name in names if name.startswith(label)) != sorted(
        LABELS
    ) or len(names) != len(LABELS):
        advice = 'Name entailment, neutral and contradiction in its config.json ("id2label").'
        found = f"the model in {str(folder)!r} has the labels {', '.join(names)}"
        return Check(_SECOND_READING, State.WRONG, found, advice)
    return Check(_SECOND_READING, State.OK, f"entailment model in {str(folder)!r}")


def _judge(settings: Settings) -> Check:
    if not settings.judge_base_url and not settings.judge_api_key:
        advice = "Set CITEWELL_JUDGE_BASE_URL to its server, or CITEWELL_JUDGE_API_KEY."
        return Check(
            _SECOND_READING, State.WRONG, f"the judge {settings.judge_model!r} needs a key", advice
        )
    where = without_credentials(settings.judge_base_url) or "OpenAI's own address"
    return Check(_SECOND_READING, State.OK, f"{settings.judge_model!r} at {where} judges sentences")
