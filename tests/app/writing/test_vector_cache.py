from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.writing.vector_cache import RememberedQueries, RememberedVectors
from knowledge.domain.passages import FloatRows
from tests.fakes import HashingEmbedder


class Counting(HashingEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        self.embedded += texts
        return super().embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        self.embedded += texts
        return super().embed_queries(texts)


def test_a_text_is_embedded_once() -> None:
    embedder = Counting()
    remembered = RememberedVectors(embedder)
    remembered.embed(["a fee", "a band"])

    rows = remembered.embed(["a band", "a card", "a card"])

    assert embedder.embedded == ["a fee", "a band", "a card"]
    expected = HashingEmbedder().embed_passages(["a band", "a card", "a card"])
    assert np.array_equal(rows, expected)


def test_the_longest_unused_is_forgotten_first() -> None:
    embedder = Counting()
    two = 2 * 4 * embedder.identity.dimension
    remembered = RememberedVectors(embedder, most_bytes=two)
    remembered.embed(["a fee", "a band"])
    remembered.embed(["a fee"])
    remembered.embed(["a card"])
    embedder.embedded.clear()

    remembered.embed(["a fee"])
    remembered.embed(["a band"])

    assert embedder.embedded == ["a band"]


def test_a_query_is_embedded_once_and_a_passage_each_time() -> None:
    embedder = Counting()
    remembered = RememberedQueries(embedder)
    remembered.embed_queries(["a fee"])

    rows = remembered.embed_queries(["a fee", "a band"])
    remembered.embed_passages(["a card"])
    remembered.embed_passages(["a card"])

    assert embedder.embedded == ["a fee", "a band", "a card", "a card"]
    assert np.array_equal(rows, HashingEmbedder().embed_queries(["a fee", "a band"]))
    assert remembered.identity == embedder.identity


def test_no_query_has_no_vector() -> None:
    assert RememberedQueries(HashingEmbedder()).embed_queries([]).shape == (0, 64)
