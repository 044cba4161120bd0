"""Whether a model of the catalogues can be used here and now, and how to get there."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.bundled_model import bundled_model_folder, check_weights
from knowledge.catalogue import CATALOGUE, ModelEntry, Player
from knowledge.errors import AssistantError
from knowledge.model_folders import pulled_folder
from knowledge.reranker_catalogue import RERANKERS, RerankerEntry, RerankerKind
from knowledge.settings import Settings


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What `citewell models` says of one model."""

    kind: str
    name: str
    dimensions: tuple[int, ...]
    max_tokens: int
    licence: str
    framing: str
    ready: bool
    get_ready: str
    note: str
    chosen: bool


def model_rows(settings: Settings) -> list[ModelRow]:
    """Return the embedding models, then the rerankers, each as it stands on this machine."""
    embedding = [_embedding_row(entry, settings) for entry in CATALOGUE.values()]
    return [*embedding, *(_reranker_row(entry, settings) for entry in RERANKERS.values())]


def _embedding_row(entry: ModelEntry, settings: Settings) -> ModelRow:
    chosen = settings.embedding_model == entry.name
    missing = _missing_embedding(entry, settings, chosen=chosen)
    return ModelRow(
        kind="embedding",
        name=entry.name,
        dimensions=entry.dimensions,
        max_tokens=entry.max_tokens,
        licence=entry.licence,
        framing=_framing(entry),
        ready=not missing,
        get_ready=missing,
        note=entry.note,
        chosen=chosen,
    )


def _missing_embedding(entry: ModelEntry, settings: Settings, *, chosen: bool) -> str:
    """Return what is to be done before the model can be used; empty where nothing is."""
    at_server = chosen and settings.embedding_base_url
    match entry.player:
        case Player.BUNDLED:
            try:
                check_weights(bundled_model_folder())
            except AssistantError as error:
                return str(error)
            return ""
        case Player.LOCAL:
            if at_server or (chosen and settings.embedding_model_path):
                return ""
            found = pulled_folder((entry.source, *entry.older_sources), entry.revision)
            return "" if found else f"citewell models pull {entry.name}"
        case Player.ZEROENTROPY:
            return "" if at_server else "set CITEWELL_EMBEDDING_BASE_URL"
        case _:
            ready = at_server or (chosen and settings.embedding_api_key)
            return "" if ready else "set CITEWELL_EMBEDDING_API_KEY"


def _framing(entry: ModelEntry) -> str:
    if entry.player not in (Player.BUNDLED, Player.LOCAL):
        return "none" if entry.player is Player.OPENAI else "the service's"
    parts = [
        name
        for name, text in (
            ("query", entry.query_prompt),
            ("passage", entry.passage_prompt),
            ("suffix", entry.suffix),
        )
        if text
    ]
    return ", ".join(parts) or "none"


def _reranker_row(entry: RerankerEntry, settings: Settings) -> ModelRow:
    chosen = settings.reranker == entry.name
    if entry.kind in (RerankerKind.CROSS_ENCODER, RerankerKind.LATE_INTERACTION):
        found = (chosen and bool(settings.reranker_path)) or pulled_folder(
            (entry.source, *entry.older_sources), entry.revision
        )
        missing = "" if found else f"citewell models pull {entry.name}"
    elif entry.base_url:
        given = chosen and (settings.reranker_api_key or settings.reranker_base_url)
        missing = "" if given else "set CITEWELL_RERANKER_API_KEY"
    else:
        given = chosen and settings.reranker_base_url
        missing = "" if given else "set CITEWELL_RERANKER_BASE_URL"
    return ModelRow(
        kind="reranker",
        name=entry.name,
        dimensions=(),
        max_tokens=entry.max_tokens,
        licence=entry.licence,
        framing="instruction" if entry.takes_instruction else "none",
        ready=not missing,
        get_ready=missing,
        note=entry.note,
        chosen=chosen,
    )
