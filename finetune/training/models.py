"""A model opened to be trained, and the tuned one saved as an ordinary model folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sentence_transformers import CrossEncoder, SentenceTransformer

from knowledge.domain.errors import ConfigurationError, InputError, ModelUnavailable
from knowledge.models.catalogue.description import LocalModel
from knowledge.models.catalogue.embedders import Backend, entry_named
from knowledge.models.catalogue.folders import REVISION_FILE, folder_revision
from knowledge.models.catalogue.tuned import TunedModel, tuned_folder, tuned_root, write_tuned
from knowledge.models.local.devices import (
    LARGE_MODEL_PARAMETERS,
    choose_attention,
    choose_devices,
)
from knowledge.models.local.embedders import LocalEmbedder
from knowledge.models.local.layouts import is_voyage
from knowledge.models.local.loading import load_model
from knowledge.models.local.torch_encoder import TorchEncoder
from knowledge.models.local.weights import count_parameters
from knowledge.models.remote.opening import is_remote
from knowledge.opening.embedders import local_model
from knowledge.settings.models import EmbeddingSettings


def base_model(embedding: EmbeddingSettings, data_dir: Path, name: str) -> LocalModel:
    """Return what to load for the model that is to be tuned.

    Raises:
        ModelUnavailable: it is not on this machine, or cannot be tuned.
    """
    wanted = embedding.model_copy(update={"model": name})
    if name != embedding.model:
        # These belong to the model that searches.
        wanted = wanted.model_copy(update={"model_path": "", "revision": "", "base_url": ""})
    entry = entry_named(name)
    if is_remote(entry, wanted):
        raise ModelUnavailable(
            f"{name!r} runs on a server; only a model whose weights are on this machine can be "
            "tuned. Name one with --model, such as minilm."
        )
    whole = wanted.model_copy(update={"dimension": 0})
    described = local_model(entry, whole, data_dir)
    if is_voyage(described.folder):
        raise ModelUnavailable(
            f"{name!r} is laid out in a way that cannot be written back yet. "
            "Name another model with --model."
        )
    if entry is not None and entry.backend is Backend.BUNDLED:
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
    return LocalEmbedder([TorchEncoder(model.eval())], described)


# Writes a tuned model as an ordinary model folder, whole or not at all.


def refuse_taken(data_dir: Path, name: str) -> Path:
    """Return the folder that a new model of this name will have.

    Raises:
        InputError: there is one already; it may be what a knowledge base was made with.
        ModelUnavailable: the name does not do for a folder.
    """
    folder = tuned_folder(data_dir, name)
    if folder.exists():
        raise InputError(
            f"There is a tuned model {name!r} already, in {str(folder)!r}. Choose another --name; "
            "a knowledge base may have been made with that one."
        )
    return folder


@contextmanager
def drafted_folder(data_dir: Path, name: str) -> Iterator[Path]:
    """Give a folder to write into, which becomes the model's when all went well."""
    folder = refuse_taken(data_dir, name)
    draft = tuned_root(data_dir) / f".draft-{folder.name}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    yield draft
    draft.replace(folder)


def save_model(folder: Path, model: SentenceTransformer | CrossEncoder, tuned: TunedModel) -> None:
    """Write weights, tokenizer, framing, and what the model is."""
    model.save_pretrained(str(folder), create_model_card=False)
    write_tuned(folder, tuned)
    # Taken before the card is written: a figure added to it later must not make it another model.
    (folder / REVISION_FILE).write_text(
        json.dumps({"source": tuned.name, "revision": folder_revision(folder)}, indent=2) + "\n",
        encoding="utf-8",
    )


def checkpoint_folder(data_dir: Path, name: str) -> Path:
    """Return where the checkpoints of a training stand until it is finished."""
    return tuned_root(data_dir) / f".training-{tuned_folder(data_dir, name).name}"
