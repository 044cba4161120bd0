"""What a model is made of, put together from the catalogue, its folder and the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.catalogue.embedders import CATALOGUE, MINILM, ModelEntry
from knowledge.models.catalogue.folders import hub_folder
from knowledge.models.catalogue.tuned import (
    TUNED_PREFIX,
    read_tuned,
    tuned_folder,
    tuned_models,
    tuned_root,
)
from knowledge.models.framing import Framing, read_framing
from knowledge.models.short_vectors import Projections, Shortening, Truncation, read_projections
from knowledge.settings.models import EmbeddingSettings


def find_folder(
    entry: ModelEntry | None, embedding: EmbeddingSettings, data_dir: Path, *, weights: bool = True
) -> Path | None:
    """Return the folder of a model that is on this machine, None where it is not."""
    path = Path(embedding.model_path or embedding.model)
    if path.is_dir():
        return path.resolve()
    if embedding.model_path:
        return None
    if embedding.model.startswith(TUNED_PREFIX):
        folder = tuned_folder(data_dir, embedding.model)
        return folder.resolve() if folder.is_dir() else None
    sources = (entry.source, *entry.older_sources) if entry else (embedding.model,)
    return hub_folder(
        data_dir,
        sources,
        asked=embedding.revision,
        pinned=entry.revision if entry else "",
        weights=weights,
    )


def model_folder(entry: ModelEntry | None, embedding: EmbeddingSettings, data_dir: Path) -> Path:
    """Return the folder of a model that is to run here.

    Raises:
        ModelUnavailable: there is none; says how to get it.
    """
    folder = find_folder(entry, embedding, data_dir)
    if folder is not None:
        return folder
    name = embedding.model
    if embedding.model_path:
        path = embedding.model_path
        raise ModelUnavailable(
            f"CITEWELL_EMBEDDING_MODEL_PATH names {path!r}, which is not a folder. "
            f"`citewell models pull {name} --path {path}` would put the model there."
        )
    if name.startswith(TUNED_PREFIX):
        known = ", ".join(tuned.name for tuned in tuned_models(data_dir)) or "none"
        raise ModelUnavailable(
            f"There is no tuned model {name!r} in {str(tuned_root(data_dir))!r}; there "
            f"is: {known}. `citewell finetune train` makes one."
        )
    if entry is None:
        known = ", ".join(sorted(CATALOGUE))
        raise ModelUnavailable(
            f"The embedding model {name!r} is neither in the catalogue ({known}) nor a folder, nor "
            "was it pulled from a hub. Set CITEWELL_EMBEDDING_MODEL to one of them, to a "
            "sentence-transformers folder, or run `citewell models pull` with its hub id."
        )
    raise ModelUnavailable(
        f"The embedding model {name!r} is not on this machine. `citewell models pull {entry.name}` "
        "downloads it; or set CITEWELL_EMBEDDING_MODEL_PATH to its folder, or "
        f"CITEWELL_EMBEDDING_MODEL={MINILM.name} for the bundled one."
    )


def framing_of(entry: ModelEntry | None, folder: Path | None) -> Framing:
    """Return what stands around texts: the folder's own word first, then the catalogue's."""
    own = read_framing(folder) if folder else Framing()
    if entry is None:
        return own
    return Framing(
        query_prompt=own.query_prompt or entry.query_prompt or "",
        passage_prompt=own.passage_prompt or entry.passage_prompt or "",
        suffix=own.suffix or entry.suffix,
    )


def shortening_of(entry: ModelEntry | None, folder: Path | None) -> Shortening | None:
    """Return how a model's vectors get shorter, None where nothing says so."""
    projections = read_projections(folder) if folder else None
    if projections is not None:
        return projections
    tuned = read_tuned(folder) if folder else None
    if entry is None and tuned is not None and len(tuned.dimensions) > 1:
        return Truncation(tuned.dimensions)
    if entry is None or entry.projected or len(entry.dimensions) == 1:
        return None
    return Truncation(entry.dimensions)


def framing_mark(framing: Framing, shortening: Shortening | None) -> str:
    """Return what tells vectors of one model apart; `shortening` only where it is applied.

    The same model cut short by a server that only truncates gives other vectors.
    """
    return framing.fingerprint + ("+projected" if isinstance(shortening, Projections) else "")


# What to load of a model that runs in this process; told apart from the loading, which is slow.


@dataclass(frozen=True, slots=True)
class LocalModel:
    """What to load, and what to make of it.

    `dimension` is the length of the vectors wanted, None for the native one; `shortening` says how
    shorter ones come about. `max_tokens` lowers the model's own limit.
    """

    name: str
    folder: Path
    revision: str
    framing: Framing = field(default_factory=Framing)
    max_tokens: int | None = None
    dimension: int | None = None
    shortening: Shortening | None = None
