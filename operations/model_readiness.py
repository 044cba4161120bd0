"""Whether a model of the catalogues can be used here and now, and how to get there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.domain.errors import AssistantError
from knowledge.models.catalogue.embedders import CATALOGUE, Backend, ModelEntry
from knowledge.models.catalogue.folders import (
    bundled_model_folder,
    check_weights,
    hub_folder,
    revision_of,
)
from knowledge.models.catalogue.rerankers import (
    RERANKERS,
    RerankerEntry,
    RerankerKind,
    chosen_reranker,
)
from knowledge.models.catalogue.tuned import TunedModel, tuned_folder, tuned_models
from knowledge.models.framing import read_framing
from knowledge.settings.models import EmbeddingSettings, RerankerSettings


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What `citewell models` says of one model.

    `revision` is the commit that is on this machine, `pinned_revision` the catalogue's own.
    """

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
    revision: str = ""
    pinned_revision: str = ""


def model_rows(
    embedding_settings: EmbeddingSettings, reranker: RerankerSettings, data_dir: Path
) -> list[ModelStatus]:
    """Return the embedding models, then the rerankers, each as it stands on this machine."""
    embedding = [
        _embedding_row(entry, embedding_settings, data_dir) for entry in CATALOGUE.values()
    ]
    rerankers = [_reranker_row(entry, reranker, data_dir) for entry in RERANKERS.values()]
    tuned = [
        _tuned_row(model, embedding_settings, reranker, data_dir)
        for model in tuned_models(data_dir)
    ]
    return [*embedding, *rerankers, *tuned]


def _embedding_row(entry: ModelEntry, embedding: EmbeddingSettings, data_dir: Path) -> ModelStatus:
    chosen = embedding.model == entry.name
    local = entry.backend is Backend.LOCAL
    path = embedding.model_path if chosen else ""
    asked = embedding.revision if chosen else ""
    folder = _folder(entry, data_dir, path=path, asked=asked) if local else None
    missing = _missing_embedding(entry, embedding, chosen=chosen, folder=folder)
    bundled = entry.backend is Backend.BUNDLED
    return ModelStatus(
        revision=entry.revision if bundled else _revision(folder),
        pinned_revision=entry.revision if local or bundled else "",
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


def _folder(
    entry: ModelEntry | RerankerEntry, data_dir: Path, *, path: str, asked: str
) -> Path | None:
    if path:
        return Path(path) if Path(path).is_dir() else None
    sources = (entry.source, *entry.older_sources)
    return hub_folder(data_dir, sources, asked=asked, pinned=entry.revision)


def _revision(folder: Path | None) -> str:
    return revision_of(folder) if folder else ""


def _missing_embedding(
    entry: ModelEntry, embedding: EmbeddingSettings, *, chosen: bool, folder: Path | None
) -> str:
    """Return what is to be done before the model can be used; empty where nothing is."""
    at_server = chosen and embedding.base_url
    match entry.backend:
        case Backend.BUNDLED:
            try:
                check_weights(bundled_model_folder())
            except AssistantError as error:
                return str(error)
            return ""
        case Backend.LOCAL:
            return "" if at_server or folder else f"citewell models pull {entry.name}"
        case Backend.ZEROENTROPY:
            return "" if at_server else "set CITEWELL_EMBEDDING_BASE_URL"
        case _:
            ready = at_server or (chosen and embedding.api_key)
            return "" if ready else "set CITEWELL_EMBEDDING_API_KEY"


def _framing(entry: ModelEntry) -> str:
    if entry.backend not in (Backend.BUNDLED, Backend.LOCAL):
        return "none" if entry.backend is Backend.OPENAI else "the service's"
    return _named(entry.query_prompt, entry.passage_prompt, entry.suffix)


def _named(query: str | None, passage: str | None, suffix: str) -> str:
    parts = zip(("query", "passage", "suffix"), (query, passage, suffix), strict=True)
    return ", ".join(name for name, text in parts if text) or "none"


def _tuned_row(
    model: TunedModel, embedding: EmbeddingSettings, reranker: RerankerSettings, data_dir: Path
) -> ModelStatus:
    framing = read_framing(tuned_folder(data_dir, model.name))
    return ModelStatus(
        kind=model.kind,
        name=model.name,
        dimensions=model.dimensions,
        max_tokens=model.max_tokens,
        licence=model.licence,
        framing=_named(framing.query_prompt, framing.passage_prompt, framing.suffix),
        ready=True,
        get_ready="",
        note=f"tuned here from {model.base} on {model.pairs:,} pairs",
        chosen=model.name in (embedding.model, reranker.name),
    )


def _reranker_row(entry: RerankerEntry, reranker: RerankerSettings, data_dir: Path) -> ModelStatus:
    chosen = chosen_reranker(reranker.name) == entry.name
    local = entry.kind in (RerankerKind.CROSS_ENCODER, RerankerKind.LATE_INTERACTION)
    path = reranker.path if chosen else ""
    asked = reranker.revision if chosen else ""
    folder = _folder(entry, data_dir, path=path, asked=asked) if local else None
    if local:
        missing = "" if folder else f"citewell models pull {entry.name}"
    elif entry.base_url:
        given = chosen and (reranker.api_key or reranker.base_url)
        missing = "" if given else "set CITEWELL_RERANKER_API_KEY"
    else:
        given = chosen and reranker.base_url
        missing = "" if given else "set CITEWELL_RERANKER_BASE_URL"
    return ModelStatus(
        revision=_revision(folder),
        pinned_revision=entry.revision if local else "",
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
