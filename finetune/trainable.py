"""A model of the catalogue opened to be trained, framed as it will be when it is asked."""

from __future__ import annotations

from dataclasses import replace

from sentence_transformers import SentenceTransformer

from knowledge.errors import ConfigurationError, ModelUnavailable
from knowledge.local.devices import (
    choose_attention,
    choose_devices,
    count_parameters,
)
from knowledge.local.embedders import LocalEmbedder
from knowledge.local.loading import load_model
from knowledge.local.processor import LARGE_MODEL_PARAMETERS
from knowledge.local.voyage import is_voyage
from knowledge.models.catalogue import Player, entry_named
from knowledge.models.local_model import LocalModel
from knowledge.models.opening import local_model
from knowledge.remote.opening import is_remote
from knowledge.settings import Settings


def base_model(settings: Settings, name: str) -> LocalModel:
    """Return what to load for the model that is to be tuned.

    Raises:
        ModelUnavailable: it is not on this machine, or cannot be tuned.
    """
    wanted = settings.model_copy(update={"embedding_model": name})
    if name != settings.embedding_model:
        # These belong to the model that the desk searches with.
        wanted = wanted.model_copy(
            update={"embedding_model_path": "", "embedding_revision": "", "embedding_base_url": ""}
        )
    entry = entry_named(name)
    if is_remote(entry, wanted):
        raise ModelUnavailable(
            f"{name!r} runs on a server; only a model whose weights are on this machine can be "
            "tuned. Name one with --model, such as minilm."
        )
    described = local_model(entry, wanted.model_copy(update={"embedding_dimension": 0}))
    if is_voyage(described.folder):
        raise ModelUnavailable(
            f"{name!r} is laid out in a way that cannot be written back yet. "
            "Name another model with --model."
        )
    if entry is not None and entry.player is Player.BUNDLED:
        return replace(described, revision=entry.revision)
    return described


def open_trainable(
    described: LocalModel, *, device: str = "", adapters: bool = False
) -> SentenceTransformer:
    """Load a model to be trained: 32-bit weights, or 16-bit ones under adapters where it is large.

    On CUDA the arithmetic is bfloat16 all the same (see `training`); 32-bit weights keep the small
    steps of training from being rounded away.

    Raises:
        ConfigurationError: a large model without adapters, or a device that is not there.
    """
    (place,) = choose_devices(device)[:1]
    large = count_parameters(described.folder) > LARGE_MODEL_PARAMETERS
    if large and not adapters:
        raise ConfigurationError(
            f"{described.name!r} has more than a billion weights: training them all takes 16 bytes "
            "for each. Add --lora, which trains small adapters and merges them."
        )
    dtype = "bfloat16" if large else "float32"
    # FlashAttention wants 16-bit inputs, which 32-bit weights give only under autocast.
    attention = choose_attention(place, dtype) if large else None
    return load_model(
        described.folder, described.framing, dtype=dtype, attention=attention, device=place
    )


def as_embedder(model: SentenceTransformer, described: LocalModel) -> LocalEmbedder:
    """Return a model that is being trained as searches will use it."""
    return LocalEmbedder([model.eval()], described)
