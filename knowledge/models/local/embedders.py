"""Embedding models that run in this process: batches of texts spread over a model's copies."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial

import numpy as np

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import ModelUnavailable
from knowledge.domain.passages import FloatRows
from knowledge.models.catalogue.description import LocalModel, framing_mark
from knowledge.models.local.batches import token_budget_batches, work_off
from knowledge.models.local.encoder import Encoder
from knowledge.models.short_vectors import refuse_other_dimension, unit_rows
from knowledge.store.checks import refuse_unsound


class LocalEmbedder:
    """Plays an embedding model with one or more copies of it.

    Texts are batched by a budget of padded tokens, longest first, so that little of a batch is
    padding. One call at a time: torch modules give no promise for several threads. With copies of
    the model on several devices, a call spreads its batches over them.
    """

    def __init__(
        self, encoders: Sequence[Encoder], described: LocalModel, *, batch_tokens: int = 0
    ) -> None:
        self._encoders = tuple(encoders)
        self._model = model = encoders[0]
        self._described = described
        self._batch_tokens = batch_tokens or model.batch_tokens
        self._lock = threading.Lock()
        native = model.dimension
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
        self._limit = min(filter(None, (described.max_tokens, model.max_tokens)), default=512)
        for encoder in encoders:
            encoder.limit(self._limit)

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
        (frame,) = self.count_tokens([framing.passage_prompt + framing.suffix])
        return self._limit - self._model.special_tokens - frame

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special tokens not counted."""
        return self._model.count_tokens(texts) if texts else []

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        return self._embed(texts, self._described.framing.query_prompt, task="query")

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension)."""
        return self._embed(texts, self._described.framing.passage_prompt, task="document")

    def _embed(self, texts: Sequence[str], prompt: str, *, task: str) -> FloatRows:
        rows = np.empty((len(texts), self._dimension), dtype=np.float32)

        def fill(encoder: Encoder, batch: list[int]) -> None:
            made = encoder.encode([texts[i] for i in batch], prompt=prompt, task=task)
            rows[batch] = self._unit(made)

        (frame,) = self.count_tokens([prompt + self._described.framing.suffix])
        lengths = [min(length + frame, self._limit) for length in self.count_tokens(texts)]
        with self._lock:
            batches = token_budget_batches(lengths, self._batch_tokens)
            work_off(batches, [partial(fill, encoder) for encoder in self._encoders])
        return rows

    def _unit(self, made: FloatRows) -> FloatRows:
        """Return the model's vectors as rows of unit length, shortened where that is set.

        Raises:
            ModelDamaged: some are no numbers.
        """
        rows = unit_rows(made)
        if self._shorter is not None:
            rows = self._shorter.shorten(rows, self._dimension)
        refuse_unsound(rows, self._described.name)
        return rows
