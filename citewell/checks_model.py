"""Is the embedding model there, and is it the one expected? Nothing is loaded."""

from __future__ import annotations

from pathlib import Path

from citewell.checks import Check, State
from knowledge.bundled_model import bundled_model_folder, check_weights
from knowledge.catalogue import CATALOGUE, MINILM
from knowledge.errors import AssistantError
from knowledge.settings import Settings

SUBJECT = "embedding model"


def check_embedding_model(settings: Settings) -> list[Check]:
    """Check the bundled model's hash, or that another one's folder is there."""
    name = settings.embedding_model
    return [_check_bundled() if name == MINILM.name else _check_folder(name, settings)]


def _check_bundled() -> Check:
    try:
        folder = bundled_model_folder()
        check_weights(folder)
    except AssistantError as error:
        return Check(SUBJECT, State.WRONG, str(error))
    return Check(SUBJECT, State.OK, f"{MINILM.name!r}, bundled, hash as published")


def _check_folder(name: str, settings: Settings) -> Check:
    path = Path(settings.embedding_model_path or name)
    if path.is_dir():
        return Check(SUBJECT, State.OK, f"{name!r} in {path}")
    if name in CATALOGUE and not settings.embedding_model_path:
        advice = "'citewell doctor --load' tells whether it is on this machine."
        return Check(SUBJECT, State.OK, f"{name!r}, {CATALOGUE[name].source}", advice)
    known = ", ".join(sorted(CATALOGUE))
    advice = f"Set CITEWELL_EMBEDDING_MODEL to one of {known}, or to a model's folder."
    return Check(SUBJECT, State.WRONG, f"{name!r}: there is no folder {str(path)!r}", advice)
