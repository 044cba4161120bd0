"""Open an embedding model by its catalogue name, by a path, by a hub id, or on a server."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from pathlib import Path

from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import ModelUnavailable
from knowledge.models.catalogue.description import (
    LocalModel,
    framing_of,
    model_folder,
    shortening_of,
)
from knowledge.models.catalogue.embedders import (
    Backend,
    ModelEntry,
    entry_named,
    plug_ins,
)
from knowledge.models.catalogue.folders import bundled_model_folder, check_weights, revision_of
from knowledge.models.local.embedders import LocalEmbedder
from knowledge.models.local.openvino_runtime import has_gpu
from knowledge.models.remote.opening import is_remote, open_remote
from knowledge.settings.models import EmbeddingSettings


def open_embedder(embedding: EmbeddingSettings, data_dir: Path) -> Embedder:
    """Return the embedding model that the settings name, loaded and checked.

    Raises:
        ModelUnavailable: the name is unknown, or the model is not ready.
        ConfigurationError: a server's address or key is missing, or a device is.
    """
    entry = entry_named(embedding.model)
    if is_remote(entry, embedding):
        return open_remote(entry, embedding, data_dir)
    if declared := plug_ins().get(embedding.model):
        return _plugged_in(declared)
    described = local_model(entry, embedding, data_dir)
    if entry is not None and entry.backend is Backend.BUNDLED and _runs_without_torch(embedding):
        from knowledge.models.local.bert_encoder import BertEncoder  # noqa: PLC0415 - as below

        encoder = BertEncoder(described.folder)
        return LocalEmbedder([encoder], described, batch_tokens=embedding.batch_tokens)
    # Seconds of imports (torch), which no command that only looks should wait for.
    from knowledge.models.local.torch_encoder import load_local_embedder  # noqa: PLC0415

    return load_local_embedder(
        described,
        device=embedding.device,
        dtype=embedding.dtype,
        batch_tokens=embedding.batch_tokens,
        backend=embedding.backend,
        bfloat16=embedding.bfloat16,
    )


def _runs_without_torch(embedding: EmbeddingSettings) -> bool:
    """Tell whether OpenVINO is to compute the bundled model: by default where there is no GPU."""
    if embedding.backend not in {"auto", "openvino"} or find_spec("openvino") is None:
        return False
    if embedding.device not in {"", "cpu"} or embedding.dtype not in {"", "float32"}:
        return False
    return embedding.backend == "openvino" or embedding.device == "cpu" or not has_gpu()


def _plugged_in(declared: EntryPoint) -> Embedder:
    try:
        embedder: Embedder = declared.load()()
    except Exception as error:
        raise ModelUnavailable(
            f"The installed model {declared.name!r} ({declared.value}) does not load "
            f"({type(error).__name__}: {error})."
        ) from error
    return embedder


def local_model(
    entry: ModelEntry | None, embedding: EmbeddingSettings, data_dir: Path
) -> LocalModel:
    """Return what to load for a model of this machine.

    Raises:
        ModelUnavailable: its folder is not there.
    """
    if entry is not None and entry.backend is Backend.BUNDLED:
        folder = bundled_model_folder()
        check_weights(folder)
        return LocalModel(
            entry.name,
            folder,
            entry.revision,
            max_tokens=entry.max_tokens,
            dimension=embedding.dimension or None,
        )
    folder = model_folder(entry, embedding, data_dir)
    described = LocalModel(
        name=entry.name if entry else _name_of(embedding.model, folder),
        folder=folder,
        revision=embedding.revision or revision_of(folder),
        framing=framing_of(entry, folder),
        dimension=embedding.dimension or None,
        shortening=shortening_of(entry, folder),
    )
    return replace(described, max_tokens=entry.max_tokens) if entry else described


def _name_of(model: str, folder: Path) -> str:
    return model if not Path(model).is_dir() and "/" in model else folder.name
