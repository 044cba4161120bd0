"""Is the embedding model there, and is it the one expected? Nothing is loaded."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from citewell.doctor.checks import Check, State
from citewell.models_ready import model_rows
from knowledge.errors import AssistantError
from knowledge.models.bundled import bundled_model_folder, check_weights
from knowledge.models.catalogue import CATALOGUE, MINILM, ModelEntry, entry_named
from knowledge.models.described import find_folder
from knowledge.models.pulled_revisions import hub_folder
from knowledge.models.reranker_catalogue import RERANKERS, chosen_reranker
from knowledge.models.tuned import TUNED_PREFIX, tuned_folder
from knowledge.remote.opening import is_remote
from knowledge.settings import Settings

_EMBEDDING_MODEL = "embedding model"


def check_embedding_model(settings: Settings) -> list[Check]:
    """Check the bundled model's hash, or that another one's folder is there, and its backend."""
    missing = _missing_openvino(
        _EMBEDDING_MODEL, "CITEWELL_EMBEDDING_BACKEND", settings.embedding_backend
    )
    return [_check_model(settings), *missing]


def _check_model(settings: Settings) -> Check:
    name = settings.embedding_model
    if name == MINILM.name:
        return _check_bundled()
    entry = entry_named(name)
    if is_remote(entry, settings):
        return _check_remote(entry, settings)
    return _check_folder(entry, settings)


def check_reranker(settings: Settings) -> list[Check]:
    """Check that the reranker, if one is set, is on this machine or has its address or key."""
    missing = _missing_openvino("reranker", "CITEWELL_RERANKER_BACKEND", settings.reranker_backend)
    return [_check_chosen_reranker(settings), *missing]


def _check_chosen_reranker(settings: Settings) -> Check:
    name = chosen_reranker(settings.reranker, settings.embedding_model)
    if not name:
        return Check("reranker", State.OK, "none: the order found by searching stands")
    if name.startswith(TUNED_PREFIX) and tuned_folder(settings.data_dir, name).is_dir():
        return Check("reranker", State.OK, f"{name!r}, tuned here")
    if name not in RERANKERS:
        path = Path(settings.reranker_path or name)
        if path.is_dir() or hub_folder(
            settings.data_dir, (name,), asked=settings.reranker_revision
        ):
            return Check("reranker", State.OK, f"{name!r}, a model of your own")
        known = f"Set CITEWELL_RERANKER to one of {', '.join(RERANKERS)}, or to a model's folder."
        return Check("reranker", State.WRONG, f"{name!r} is not on this machine", known)
    row = next(row for row in model_rows(settings) if (row.kind, row.name) == ("reranker", name))
    if row.ready:
        return Check("reranker", State.OK, f"{name!r}, {settings.reranker_budget_ms} ms at most")
    return Check("reranker", State.WRONG, f"{name!r} is not ready", f"To do: {row.get_ready}.")


def _missing_openvino(subject: str, setting: str, backend: str) -> list[Check]:
    if not backend.startswith("openvino") or find_spec("openvino"):
        return []
    advice = f"Run pip install -c constraints.txt -e '.[openvino]', or set {setting}=torch."
    return [Check(subject, State.WRONG, f"{setting} is {backend!r}, which is not here", advice)]


def _check_bundled() -> Check:
    try:
        folder = bundled_model_folder()
        check_weights(folder)
    except AssistantError as error:
        return Check(_EMBEDDING_MODEL, State.WRONG, str(error))
    return Check(_EMBEDDING_MODEL, State.OK, f"{MINILM.name!r}, bundled, hash as published")


def _check_folder(entry: ModelEntry | None, settings: Settings) -> Check:
    name = settings.embedding_model
    path = Path(settings.embedding_model_path or name)
    folder = find_folder(entry, settings)
    if folder is not None:
        return Check(
            _EMBEDDING_MODEL, State.OK, f"{name!r} in {folder}, {_dimension(entry, settings)}"
        )
    if entry is not None and not settings.embedding_model_path:
        advice = f"Run 'citewell models pull {entry.name}', or set CITEWELL_EMBEDDING_MODEL_PATH."
        return Check(_EMBEDDING_MODEL, State.WRONG, f"{name!r} is not on this machine", advice)
    known = ", ".join(sorted(CATALOGUE))
    advice = f"Set CITEWELL_EMBEDDING_MODEL to one of {known}, or to a model's folder."
    return Check(
        _EMBEDDING_MODEL, State.WRONG, f"{name!r}: there is no folder {str(path)!r}", advice
    )


def _check_remote(entry: ModelEntry | None, settings: Settings) -> Check:
    name = settings.embedding_model
    place = settings.embedding_base_url or (entry.base_url if entry else "")
    if not place:
        advice = "Set CITEWELL_EMBEDDING_BASE_URL."
        return Check(_EMBEDDING_MODEL, State.WRONG, f"{name!r} needs a server's address", advice)
    if settings.embedding_api_key is None and not settings.embedding_base_url:
        return Check(
            _EMBEDDING_MODEL,
            State.WRONG,
            f"{name!r} needs a key",
            "Set CITEWELL_EMBEDDING_API_KEY.",
        )
    advice = "Questions and passages go there. 'citewell doctor --load' asks it for a vector."
    return Check(_EMBEDDING_MODEL, State.OK, f"{name!r} at {place}", advice)


def _dimension(entry: ModelEntry | None, settings: Settings) -> str:
    native = f"{entry.dimensions[0]}-d" if entry else "its own dimension"
    return f"{settings.embedding_dimension}-d" if settings.embedding_dimension else native
