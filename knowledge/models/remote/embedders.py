"""Embedding models on a server or at a service: framed, batched, shortened on our side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import ModelUnavailable
from knowledge.domain.passages import FloatRows
from knowledge.models.framing import EstimatedTokens, Framing, TokenEnds, framed_text, room_for_text
from knowledge.models.remote.protocols import EmbeddingProtocol, Limits, numbers_of
from knowledge.models.remote.service import ModelService
from knowledge.models.short_vectors import Shortening, unit_rows
from knowledge.store.checks import refuse_unsound

PASSAGE_PATIENCE_SECONDS = 300.0
"""An ingest waits out a limit or a restart; what it has embedded is kept anyway."""
QUERY_PATIENCE_SECONDS = 10.0
"""Someone is waiting for the answer."""

_REQUESTS_AT_ONCE = 4
_BYTES_COUNTED_PER_TEXT = 150


@dataclass(frozen=True, slots=True)
class RemoteModel:
    """What to ask for, and what to make of it.

    `model` is the name that the service knows. `asked_dimension` is sent to it (0: its own is
    wanted), `identity.dimension` comes out, by `shortening` where they differ.
    """

    identity: EmbedderIdentity
    model: str
    max_tokens: int
    framing: Framing = field(default_factory=Framing)
    asked_dimension: int = 0
    shortening: Shortening | None = None


class RemoteEmbedder:
    """Plays an embedding model through a service. Safe for several threads."""

    def __init__(
        self,
        service: ModelService,
        protocol: EmbeddingProtocol,
        described: RemoteModel,
        counter: TokenEnds | None = None,
    ) -> None:
        self._service = service
        self._protocol = protocol
        self._described = described
        self._counter = counter or EstimatedTokens()

    @property
    def identity(self) -> EmbedderIdentity:
        """The model as a knowledge base remembers it."""
        return self._described.identity

    @property
    def max_tokens(self) -> int:
        """Tokens of a passage that are read, its framing and special tokens not counted."""
        described = self._described
        framing = described.framing
        return room_for_text(
            framing.passage_prompt, framing.suffix, described.max_tokens, self._counter
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens; an estimate unless the model's tokenizer is at hand."""
        return [len(self._counter.token_ends(text)) for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension).

        Raises:
            ModelUnavailable: the service does not give them.
        """
        return self._embed(texts, query=True)

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return rows of unit length, shape (texts, dimension).

        Raises:
            ModelUnavailable: the service does not give them.
        """
        return self._embed(texts, query=False)

    def _embed(self, texts: Sequence[str], *, query: bool) -> FloatRows:
        framed = [self._frame(text, query=query) for text in texts]
        rows = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        counts = self.count_tokens(framed)
        # Texts of like length together: a server pads each batch to its longest text.
        order = sorted(range(len(framed)), key=lambda place: -counts[place])
        sent = [framed[place] for place in order]
        tokens = [counts[place] for place in order]
        batches = list(request_batches(sent, tokens, self._protocol.limits))

        def fill(batch: slice) -> None:
            rows[order[batch]] = self._ask(sent[batch], query=query)

        if len(batches) == 1:
            fill(batches[0])
            return rows
        with ThreadPoolExecutor(_REQUESTS_AT_ONCE) as pool:
            for done in [pool.submit(fill, batch) for batch in batches]:
                done.result()
        return rows

    def _frame(self, text: str, *, query: bool) -> str:
        framing = self._described.framing
        prompt = framing.query_prompt if query else framing.passage_prompt
        framed = framed_text(
            text,
            prompt,
            framing.suffix,
            limit=self._described.max_tokens,
            tokenizer=self._counter,
        )
        return framed if framed.strip() else " "  # services refuse an empty text

    def _ask(self, texts: Sequence[str], *, query: bool) -> FloatRows:
        described = self._described
        answer = self._service.post(
            self._protocol.path,
            self._protocol.body(
                described.model, texts, query=query, dimension=described.asked_dimension
            ),
            patience_seconds=QUERY_PATIENCE_SECONDS if query else PASSAGE_PATIENCE_SECONDS,
        )
        try:
            vectors = [numbers_of(each) for each in self._protocol.vectors(answer)]
        except ValueError as error:
            raise ModelUnavailable(
                f"The answer for {described.model!r} is not of the expected form: {error}. "
                "Check CITEWELL_EMBEDDING_BASE_URL."
            ) from error
        return self._checked(vectors, len(texts))

    def _checked(self, vectors: Sequence[FloatRows], texts: int) -> FloatRows:
        described = self._described
        wanted = self.identity.dimension
        if described.shortening is not None:
            wanted = described.shortening.dimensions[0]
        lengths = {len(vector) for vector in vectors}
        if len(vectors) != texts or lengths != {wanted}:
            raise ModelUnavailable(
                f"{described.model!r} gave {len(vectors)} vectors of dimension "
                f"{', '.join(map(str, sorted(lengths)))} for {texts} texts; {wanted}-d ones were "
                "expected. Is it the model that CITEWELL_EMBEDDING_MODEL names? "
                "CITEWELL_EMBEDDING_DIMENSION says which dimension is wanted."
            )
        rows = np.stack(vectors)
        if not np.isfinite(rows).all():
            raise ModelUnavailable(
                f"{described.model!r} gave vectors that are not numbers (NaN). A server that runs "
                "the model in float16 does that; let it run in bfloat16 or float32."
            )
        unit = unit_rows(rows)
        if described.shortening is not None:
            unit = described.shortening.shorten(unit, self.identity.dimension)
        refuse_unsound(unit, described.model)
        return unit


def request_batches(texts: Sequence[str], tokens: Sequence[int], limits: Limits) -> Iterator[slice]:
    """Yield runs of texts that fit into one request each; a text over the limits goes alone."""
    start = total_tokens = total_bytes = 0
    for position, (text, count) in enumerate(zip(texts, tokens, strict=True)):
        size = len(text.encode()) + _BYTES_COUNTED_PER_TEXT
        full = (
            position - start >= limits.texts
            or total_tokens + count > limits.tokens
            or total_bytes + size > limits.total_bytes
        )
        if full and position > start:
            yield slice(start, position)
            start, total_tokens, total_bytes = position, 0, 0
        total_tokens += count
        total_bytes += size
    if start < len(texts):
        yield slice(start, len(texts))
