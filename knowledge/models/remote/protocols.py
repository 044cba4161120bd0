"""How each embedding service wants to be asked, what it answers, and how much it takes at once."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from knowledge.domain.passages import FloatRows
from knowledge.models.catalogue.embedders import Backend

Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of one request: texts, tokens in all, bytes in all."""

    texts: int
    tokens: int
    total_bytes: int = 4_000_000


class EmbeddingProtocol(Protocol):
    """One service's protocol."""

    @property
    def path(self) -> str:
        """Where to post, below the base URL."""
        ...

    @property
    def limits(self) -> Limits:
        """How much one request may hold."""
        ...

    def body(self, model: str, texts: Sequence[str], *, query: bool, dimension: int) -> Body:
        """Return the request; dimension 0 asks for the model's own."""
        ...

    def vectors(self, answer: Mapping[str, object]) -> list[object]:
        """Return each text's vector as it came, in the order of the texts.

        Raises:
            ValueError: the answer has another form.
        """
        ...


@dataclass(frozen=True, slots=True)
class OpenAiProtocol:
    """OpenAI's `/embeddings`, which vLLM, TEI, Ollama, llama.cpp and others speak too.

    OpenAI takes 2,048 texts and 300,000 tokens in a request; TEI takes 32 texts unless told.
    """

    limits: Limits = Limits(texts=32, tokens=100_000)
    path: str = "/embeddings"
    input_types: tuple[str, str] | None = None
    """The words for questions and passages of a server that tells them apart (NVIDIA's NIM)."""

    def body(self, model: str, texts: Sequence[str], *, query: bool, dimension: int) -> Body:
        """Return the request. The protocol itself does not tell queries from passages."""
        body: Body = {"model": model, "input": list(texts), "encoding_format": "base64"}
        if self.input_types is not None:
            body["input_type"] = self.input_types[0 if query else 1]
        return body | {"dimensions": dimension} if dimension else body

    def vectors(self, answer: Mapping[str, object]) -> list[object]:
        """Return the vectors, put into the order that `index` says."""
        return _by_index(answer.get("data"))


@dataclass(frozen=True, slots=True)
class VoyageProtocol:
    """Voyage's `/embeddings`: at most 1,000 texts and, for its large model, 120,000 tokens."""

    limits: Limits = Limits(texts=1_000, tokens=100_000)
    path: str = "/embeddings"

    def body(self, model: str, texts: Sequence[str], *, query: bool, dimension: int) -> Body:
        """Return the request; the service puts its prompts before the texts."""
        body: Body = {
            "model": model,
            "input": list(texts),
            "input_type": "query" if query else "document",
            "truncation": True,
            "encoding_format": "base64",
        }
        return body | {"output_dimension": dimension} if dimension else body

    def vectors(self, answer: Mapping[str, object]) -> list[object]:
        """Return the vectors, put into the order that `index` says."""
        return _by_index(answer.get("data"))


@dataclass(frozen=True, slots=True)
class CohereProtocol:
    """Cohere's `/v2/embed`: at most 96 texts."""

    limits: Limits = Limits(texts=96, tokens=128_000)
    path: str = "/v2/embed"

    def body(self, model: str, texts: Sequence[str], *, query: bool, dimension: int) -> Body:
        """Return the request; the input type is required."""
        body: Body = {
            "model": model,
            "texts": list(texts),
            "input_type": "search_query" if query else "search_document",
            "embedding_types": ["float"],
            "truncate": "END",
        }
        return body | {"output_dimension": dimension} if dimension else body

    def vectors(self, answer: Mapping[str, object]) -> list[object]:
        """Return the vectors."""
        by_type = answer.get("embeddings")
        vectors = by_type.get("float") if isinstance(by_type, Mapping) else None
        if not isinstance(vectors, list):
            raise ValueError("no 'embeddings.float' in it")  # noqa: TRY004 - the text is at fault
        return vectors


@dataclass(frozen=True, slots=True)
class ZeroEntropyProtocol:
    """The ZeroEntropy API's `/models/embed`: 5 MB in a request, 150 bytes counted on each text."""

    limits: Limits = Limits(texts=1_000, tokens=1_000_000)
    path: str = "/models/embed"

    def body(self, model: str, texts: Sequence[str], *, query: bool, dimension: int) -> Body:
        """Return the request; the input type is required."""
        body: Body = {
            "model": model,
            "input": list(texts),
            "input_type": "query" if query else "document",
            "encoding_format": "base64",
        }
        return body | {"dimensions": dimension} if dimension else body

    def vectors(self, answer: Mapping[str, object]) -> list[object]:
        """Return the vectors, which stand in the order of the texts."""
        results = answer.get("results")
        if not isinstance(results, list):
            raise ValueError("no 'results' in it")  # noqa: TRY004 - the text is at fault
        return [_field(each, "embedding") for each in results]


PROTOCOLS: Mapping[Backend, EmbeddingProtocol] = {
    Backend.OPENAI: OpenAiProtocol(Limits(texts=2_048, tokens=250_000)),
    Backend.VOYAGE: VoyageProtocol(),
    Backend.COHERE: CohereProtocol(),
    Backend.ZEROENTROPY: ZeroEntropyProtocol(),
}
"""The services' shapes; a server of one's own takes `OpenAiProtocol()` with its smaller limits."""


def numbers_of(vector: object) -> FloatRows:
    """Read a vector that came as a list of numbers or as base64 of little-endian float32.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(vector, str):
        try:
            return np.frombuffer(base64.b64decode(vector, validate=True), dtype="<f4")
        except binascii.Error as error:
            raise ValueError(f"a vector is not base64: {error}") from error
    if not isinstance(vector, list):
        raise ValueError("a vector is neither numbers nor base64")  # noqa: TRY004
    try:
        return np.asarray(vector, dtype=np.float32)
    except TypeError as error:
        raise ValueError(f"a vector holds something else than numbers: {error}") from error


def _by_index(data: object) -> list[object]:
    if not isinstance(data, list):
        raise ValueError("no 'data' in it")  # noqa: TRY004 - the text is at fault
    numbers = [
        each.get("index", position) if isinstance(each, Mapping) else position
        for position, each in enumerate(data)
    ]
    placed = {
        number: each for number, each in zip(numbers, data, strict=True) if isinstance(number, int)
    }
    if placed.keys() != set(range(len(data))):
        # Two of one number, or one beyond the end: whose vector is whose cannot be told.
        raise ValueError(f"its parts are not numbered from 0 to {len(data) - 1}")
    return [_field(placed[place], "embedding") for place in range(len(data))]


def _field(each: object, name: str) -> object:
    if not isinstance(each, Mapping) or name not in each:
        raise ValueError(f"no {name!r} in one of its parts")
    return each[name]
