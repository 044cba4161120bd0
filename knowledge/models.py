"""Open an embedding model by its catalogue name, by a path, by a hub id, or on a server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from knowledge.bundled_model import bundled_model_folder, check_weights
from knowledge.catalogue import CATALOGUE, MINILM, ModelEntry, Player, entry_named
from knowledge.embedding import Embedder
from knowledge.errors import ModelUnavailable
from knowledge.framing import Framing, read_framing
from knowledge.local_models import LocalModel, load_local_embedder
from knowledge.model_folders import pulled_folder, revision_of
from knowledge.settings import Settings
from knowledge.short_vectors import Shortening, Truncation, read_projections


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedding model that the settings name, loaded and checked.

    Raises:
        ModelUnavailable: the name is unknown, or the model is not ready.
    """
    entry = entry_named(settings.embedding_model)
    return load_local_embedder(
        local_model(entry, settings),
        device=settings.embedding_device,
        dtype=settings.embedding_dtype,
        batch_tokens=settings.embedding_batch_tokens,
    )


def local_model(entry: ModelEntry | None, settings: Settings) -> LocalModel:
    """Return what to load for a model of this machine.

    Raises:
        ModelUnavailable: its folder is not there.
    """
    if entry is not None and entry.player is Player.BUNDLED:
        folder = bundled_model_folder()
        check_weights(folder)
        return LocalModel(entry.name, folder, entry.revision, max_tokens=entry.max_tokens)
    folder = model_folder(entry, settings)
    described = LocalModel(
        name=entry.name if entry else _name_of(settings.embedding_model, folder),
        folder=folder,
        revision=settings.embedding_revision or revision_of(folder),
        framing=framing_of(entry, folder),
        dimension=settings.embedding_dimension or None,
        shortening=shortening_of(entry, folder),
    )
    return replace(described, max_tokens=entry.max_tokens) if entry else described


def model_folder(entry: ModelEntry | None, settings: Settings) -> Path:
    """Return the folder of a model that runs here.

    Raises:
        ModelUnavailable: there is none; says how to get it.
    """
    name = settings.embedding_model
    path = Path(settings.embedding_model_path or name)
    if path.is_dir():
        return path.resolve()
    if settings.embedding_model_path:
        raise ModelUnavailable(
            f"CITEWELL_EMBEDDING_MODEL_PATH names {str(path)!r}, which is no folder. "
            f"`citewell models pull {name} --path {path}` would put the model there."
        )
    sources = (entry.source, *entry.older_sources) if entry else (name,)
    revision = settings.embedding_revision or (entry.revision if entry else "")
    folder = pulled_folder(sources, revision)
    if folder is not None:
        return folder
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
    """Return what stands around texts: the folder's own word, where the entry leaves it to that."""
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
    if entry is None or entry.projected or len(entry.dimensions) == 1:
        return None
    return Truncation(entry.dimensions)


def _name_of(model: str, folder: Path) -> str:
    return model if not Path(model).is_dir() and "/" in model else folder.name
