"""Embedding models that run in this process, through sentence-transformers and torch."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from knowledge.embedding import EmbedderIdentity
from knowledge.errors import ModelUnavailable
from knowledge.passages import FloatRows

# The bar "Loading weights" would land in the middle of a page's or a command's own output.
transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class LocalModel:
    """What to load: a folder or hub id, its pinned revision, the prompts put before texts."""

    name: str
    source: str
    revision: str
    query_prompt: str = ""
    passage_prompt: str = ""
    max_tokens: int | None = None


class LocalEmbedder:
    """Plays an embedding model with sentence-transformers.

    Texts are batched by a budget of padded tokens, longest first, so that little of a batch is
    padding. One call at a time: torch modules give no promise for several threads.
    """

    def __init__(
        self, model: SentenceTransformer, described: LocalModel, *, batch_tokens: int = 0
    ) -> None:
        self._model = model
        self._described = described
        self._batch_tokens = batch_tokens or default_batch_tokens(model.device)
        self._lock = threading.Lock()
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelUnavailable(f"Model {described.source!r} does not say its dimension.")
        self._identity = EmbedderIdentity(
            name=described.name,
            revision=described.revision,
            dimension=dimension,
            framing="\n".join(filter(None, (described.query_prompt, described.passage_prompt))),
        )
        limit = min(filter(None, (described.max_tokens, model.max_seq_length)), default=512)
        self._special_tokens = int(model.tokenizer.num_special_tokens_to_add())
        self._limit = int(limit)

    @property
    def identity(self) -> EmbedderIdentity:
        """The model as a knowledge base remembers it."""
        return self._identity

    @property
    def max_tokens(self) -> int:
        """Tokens of a passage that are read, prompt and special tokens not counted."""
        prompt = self._lengths([self._described.passage_prompt])[0]
        return self._limit - self._special_tokens - prompt

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special tokens not counted."""
        return self._lengths(texts)

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        return self._embed(texts, self._described.query_prompt)

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        return self._embed(texts, self._described.passage_prompt)

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        encoded = self._model.tokenizer(
            list(texts), add_special_tokens=False, truncation=False, verbose=False
        )
        return [len(ids) for ids in encoded["input_ids"]]

    def _embed(self, texts: Sequence[str], prompt: str) -> FloatRows:
        rows = np.empty((len(texts), self._identity.dimension), dtype=np.float32)
        with self._lock, torch.inference_mode():
            for batch in token_budget_batches(
                [min(length, self._limit) for length in self._lengths(texts)], self._batch_tokens
            ):
                rows[batch] = self._forward([prompt + texts[i] for i in batch])
        return rows

    def _forward(self, texts: list[str]) -> FloatRows:
        features = self._model.preprocess(texts)
        moved = {
            key: value.to(self._model.device) if isinstance(value, torch.Tensor) else value
            for key, value in features.items()
        }
        embedded = self._model(moved)["sentence_embedding"].float()
        unit = torch.nn.functional.normalize(embedded, dim=1)
        rows: FloatRows = unit.cpu().numpy()
        return rows


def default_batch_tokens(device: torch.device) -> int:
    """Return the padded tokens of a batch that are quickest on this kind of device.

    Measured on two CPU cores with MiniLM, 300 abstracts: 1,024 and 2,048 tokens take 0.85 of the
    time of 4,096 and more (the activations then leave the cache). A GPU wants large batches.
    """
    return 2_048 if device.type == "cpu" else 65_536


def token_budget_batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield positions in batches, longest texts first, so that count x longest <= `budget`."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    start = 0
    while start < len(order):
        longest = max(1, lengths[order[start]])
        size = max(1, budget // longest)
        yield order[start : start + size]
        start += size


def load_local_embedder(
    described: LocalModel, *, device: str = "", batch_tokens: int = 0
) -> LocalEmbedder:
    """Load a model from a folder or the local hub cache; nothing is downloaded.

    Raises:
        ModelUnavailable: the folder or the cached model is not there or cannot be loaded.
    """
    try:
        model = SentenceTransformer(
            described.source,
            revision=described.revision if not Path(described.source).is_dir() else None,
            device=device or None,
            local_files_only=True,
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(
            f"The embedding model {described.name!r} cannot be loaded from {described.source!r}: "
            f"{str(error).splitlines()[0]} Set CITEWELL_EMBEDDING_MODEL_PATH to its folder, "
            "or CITEWELL_EMBEDDING_MODEL=minilm for the bundled one."
        ) from error
    model.eval()
    return LocalEmbedder(model, described, batch_tokens=batch_tokens)
