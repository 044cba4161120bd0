"""An embedding model run by sentence-transformers and torch, or by what stands in for torch."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from knowledge.domain.errors import ModelUnavailable
from knowledge.domain.passages import FloatRows
from knowledge.models.catalogue.description import LocalModel
from knowledge.models.local.devices import (
    AUTO,
    choose_attention,
    choose_devices,
    choose_dtype,
)
from knowledge.models.local.embedders import LocalEmbedder
from knowledge.models.local.loading import load_model
from knowledge.models.local.openvino_runtime import only_possible
from knowledge.models.local.weights import count_parameters

# The bar "Loading weights" would land in the middle of a page's or a command's own output.
transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]

_ON_A_PROCESSOR, _ON_A_GPU = 2_048, 65_536
"""Padded tokens of a batch. Measured on two CPU cores with MiniLM, 300 abstracts: 1,024 and 2,048
take 0.85 of the time of 4,096 and more (the activations then leave the cache)."""


class TorchEncoder:
    """A sentence-transformers model on the device that it was loaded on."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        # A tokenizer keeps padding and truncation as state: counting with the model's own while
        # another thread embeds leaves that thread with rows of different lengths.
        self._counter = copy.deepcopy(model.tokenizer)
        self._counter_lock = threading.Lock()

    @property
    def dimension(self) -> int | None:
        """Numbers in a vector; None where the model does not say."""
        return self._model.get_embedding_dimension()

    @property
    def max_tokens(self) -> int | None:
        """Tokens that are read of a text, its special ones counted; None: no limit is known."""
        return self._model.max_seq_length

    @property
    def special_tokens(self) -> int:
        """Tokens that the tokenizer puts around every text by itself."""
        return int(self._model.tokenizer.num_special_tokens_to_add())

    @property
    def batch_tokens(self) -> int:
        """The padded tokens of a batch that are quickest on this kind of device."""
        return _ON_A_PROCESSOR if self._model.device.type == "cpu" else _ON_A_GPU

    def limit(self, tokens: int) -> None:
        """Cut longer texts after so many tokens, their special ones counted."""
        self._model.max_seq_length = tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special ones not counted; any thread may ask at any time."""
        with self._counter_lock:
            encoded = self._counter(
                list(texts), add_special_tokens=False, truncation=False, verbose=False
            )
        return [len(ids) for ids in encoded["input_ids"]]

    def encode(self, texts: Sequence[str], *, prompt: str, task: str) -> FloatRows:
        """Return the vectors of one batch, shape (texts, dimension), of any length."""
        # The task is for models that have one half for questions and another for passages.
        features = self._model.preprocess(list(texts), prompt=prompt or None, task=task)
        with torch.inference_mode():
            made = self._model(_moved(features, self._model.device), task=task)
        rows: FloatRows = made["sentence_embedding"].float().cpu().numpy()
        return rows


def _moved(features: Mapping[str, object], device: torch.device) -> dict[str, object]:
    """Bring a batch to the model; what is no tensor stays as it is."""
    return {
        name: value.to(device) if isinstance(value, torch.Tensor) else value
        for name, value in features.items()
    }


def load_local_embedder(
    described: LocalModel,
    *,
    device: str = "",
    dtype: str = "",
    batch_tokens: int = 0,
    backend: str = "torch",
    bfloat16: str = AUTO,
) -> LocalEmbedder:
    """Load a model from its folder, once per device; nothing is downloaded.

    Raises:
        ModelUnavailable: the folder holds no model, or it cannot be loaded.
        ConfigurationError: a device is not in this machine, or OpenVINO cannot run the model.
    """
    on_openvino, in_8_bits = backend.startswith("openvino"), backend.endswith("int8")
    if on_openvino:
        device = only_possible("cpu", device, backend, "EMBEDDING", "DEVICE")
        dtype = only_possible("float32", dtype, backend, "EMBEDDING", "DTYPE")
    if in_8_bits:
        # Other vectors: another model to the cache and to every knowledge base.
        described = replace(described, revision=f"{described.revision}+int8")
    models = _load(described, device, dtype, bfloat16)
    if on_openvino:
        # Registers with transformers what only OpenVINO needs.
        from knowledge.models.local.openvino_backend import run_on_openvino  # noqa: PLC0415

        run_on_openvino(models[0], name=described.name, in_8_bits=in_8_bits)
    encoders = [TorchEncoder(model) for model in models]
    return LocalEmbedder(encoders, described, batch_tokens=batch_tokens)


def _load(
    described: LocalModel, device: str, dtype: str, bfloat16: str
) -> list[SentenceTransformer]:
    parameters = count_parameters(described.folder)
    replicas = []
    for place in choose_devices(device):
        form = dtype or choose_dtype(place, parameters, bfloat16)
        try:
            replica = load_model(
                described.folder,
                described.framing,
                dtype=form,
                attention=choose_attention(place, form),
                device=place,
            )
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise ModelUnavailable(
                f"The embedding model {described.name!r} cannot be loaded from "
                f"{str(described.folder)!r}: {str(error).splitlines()[0]} "
                "Set CITEWELL_EMBEDDING_MODEL_PATH to its folder, "
                "or CITEWELL_EMBEDDING_MODEL=minilm for the bundled one."
            ) from error
        replicas.append(replica.eval())
    return replicas


def bare_encode(folder: Path) -> Callable[[list[str]], FloatRows]:
    """Return what the library alone makes of texts on the processor, to compare speeds with."""
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return partial(model.encode, show_progress_bar=False)
