"""Embedding models that run in this process, through sentence-transformers and torch."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import ModelUnavailable
from knowledge.domain.passages import FloatRows
from knowledge.models.catalogue.description import LocalModel, framing_mark
from knowledge.models.local.batches import token_budget_batches, work_off
from knowledge.models.local.devices import (
    AUTO,
    choose_attention,
    choose_devices,
    choose_dtype,
    count_parameters,
    only_possible,
)
from knowledge.models.local.loading import load_model
from knowledge.models.short_vectors import refuse_other_dimension, unit_rows
from knowledge.store.checks import refuse_unsound

# The bar "Loading weights" would land in the middle of a page's or a command's own output.
transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


class LocalEmbedder:
    """Plays an embedding model with sentence-transformers.

    Texts are batched by a budget of padded tokens, longest first, so that little of a batch is
    padding. One call at a time: torch modules give no promise for several threads. With replicas
    of the model on several devices, a call spreads its batches over them.
    """

    def __init__(
        self,
        replicas: Sequence[SentenceTransformer],
        described: LocalModel,
        *,
        batch_tokens: int = 0,
    ) -> None:
        self._replicas = tuple(replicas)
        self._model = model = replicas[0]
        self._described = described
        self._batch_tokens = batch_tokens or default_batch_tokens(model.device)
        self._lock = threading.Lock()
        # A tokenizer keeps padding and truncation as state: counting with the model's own while
        # another thread embeds leaves that thread with rows of different lengths.
        self._counter = copy.deepcopy(model.tokenizer)
        self._counter_lock = threading.Lock()
        native = model.get_embedding_dimension()
        if native is None:
            raise ModelUnavailable(f"Model {described.name!r} does not say its dimension.")
        self._dimension = described.dimension or native
        if self._dimension != native and described.shortening is None:
            raise ModelUnavailable(
                f"Model {described.name!r} gives {native}-d vectors, and nothing says that it was "
                f"trained for {self._dimension}-d ones. Leave CITEWELL_EMBEDDING_DIMENSION empty."
            )
        if self._dimension != native and described.shortening is not None:
            refuse_other_dimension(self._dimension, described.shortening.dimensions)
        self._shorter = described.shortening if self._dimension != native else None
        limit = min(filter(None, (described.max_tokens, model.max_seq_length)), default=512)
        self._limit = int(limit)
        for replica in replicas:
            replica.max_seq_length = self._limit

    @property
    def identity(self) -> EmbedderIdentity:
        """The model as a knowledge base remembers it."""
        return EmbedderIdentity(
            name=self._described.name,
            revision=self._described.revision,
            dimension=self._dimension,
            framing=framing_mark(self._described.framing, self._shorter),
        )

    @property
    def max_tokens(self) -> int:
        """Tokens of a passage that are read, its framing and special tokens not counted."""
        framing = self._described.framing
        (frame,) = self._lengths([framing.passage_prompt + framing.suffix])
        return self._limit - int(self._model.tokenizer.num_special_tokens_to_add()) - frame

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special tokens not counted."""
        return self._lengths(texts)

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        return self._embed(texts, self._described.framing.query_prompt, task="query")

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        return self._embed(texts, self._described.framing.passage_prompt, task="document")

    def bare_encode(self, texts: list[str]) -> FloatRows:
        """Return what the library alone makes of texts, to compare speeds with."""
        rows: FloatRows = self._model.encode(texts, show_progress_bar=False)
        return rows

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        with self._counter_lock:
            encoded = self._counter(
                list(texts), add_special_tokens=False, truncation=False, verbose=False
            )
        return [len(ids) for ids in encoded["input_ids"]]

    def _embed(self, texts: Sequence[str], prompt: str, *, task: str) -> FloatRows:
        rows = np.empty((len(texts), self._dimension), dtype=np.float32)

        def fill(model: SentenceTransformer, batch: list[int]) -> None:
            # The task is for models that have one half for questions and another for passages.
            features = model.preprocess([texts[i] for i in batch], prompt=prompt or None, task=task)
            with torch.inference_mode():
                made = model(_moved(features, model.device), task=task)
            rows[batch] = self._unit(made["sentence_embedding"])

        self._work_off(texts, fill, framed_by=prompt + self._described.framing.suffix)
        return rows

    def _work_off(
        self,
        texts: Sequence[str],
        fill: Callable[[SentenceTransformer, list[int]], None],
        *,
        framed_by: str = "",
    ) -> None:
        """Have each text filled in, in batches of places, on one of the devices."""
        (frame,) = self._lengths([framed_by])
        lengths = [min(length + frame, self._limit) for length in self._lengths(texts)]
        with self._lock:
            batches = token_budget_batches(lengths, self._batch_tokens)
            work_off(batches, [partial(fill, model) for model in self._replicas])

    def _unit(self, embedded: torch.Tensor) -> FloatRows:
        """Return the model's vectors as rows of unit length, shortened where that is set.

        Raises:
            ModelDamaged: some are no numbers.
        """
        rows = unit_rows(embedded.float().cpu().numpy())
        if self._shorter is not None:
            rows = self._shorter.shorten(rows, self._dimension)
        refuse_unsound(rows, self._described.name)
        return rows


def _moved(features: Mapping[str, object], device: torch.device) -> dict[str, object]:
    """Bring a batch to the model; what is no tensor stays as it is."""
    return {
        name: value.to(device) if isinstance(value, torch.Tensor) else value
        for name, value in features.items()
    }


def default_batch_tokens(device: torch.device) -> int:
    """Return the padded tokens of a batch that are quickest on this kind of device.

    Measured on two CPU cores with MiniLM, 300 abstracts: 1,024 and 2,048 tokens take 0.85 of the
    time of 4,096 and more (the activations then leave the cache). A GPU wants large batches.
    """
    return 2_048 if device.type == "cpu" else 65_536


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
    if on_openvino:
        from knowledge.models.local.openvino_backend import run_on_openvino  # noqa: PLC0415 - an optional extra

        run_on_openvino(replicas[0], name=described.name, in_8_bits=in_8_bits)
    return LocalEmbedder(replicas, described, batch_tokens=batch_tokens)
