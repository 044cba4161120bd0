from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from evals.retrieval.cached_queries import CachedQueries, query_identity
from ingest.embedding.cache import EmbeddingCache
from knowledge.domain.passages import FloatRows
from tests.builders import EMBEDDER
from tests.fakes import HashingEmbedder


@dataclass(frozen=True)
class CountingEmbedder(HashingEmbedder):
    """Remembers which queries it was given."""

    asked: list[str] = field(default_factory=list)

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        self.asked.extend(texts)
        return super().embed_queries(texts)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    with EmbeddingCache(tmp_path / "vectors.sqlite", query_identity(EMBEDDER.identity)) as kept:
        yield kept


def test_a_query_is_embedded_once_and_rows_stand_in_the_order_asked_for(
    cache: EmbeddingCache,
) -> None:
    model = CountingEmbedder()
    queries = CachedQueries(model, cache)
    queries.embed_queries(["grace period"])

    rows = queries.embed_queries(["spouse", "grace period", "spouse"])

    expected = EMBEDDER.embed_queries(["spouse", "grace period", "spouse"])
    np.testing.assert_array_equal(rows, expected)
    assert model.asked == ["grace period", "spouse"]


def test_no_queries_give_no_rows(cache: EmbeddingCache) -> None:
    rows = CachedQueries(EMBEDDER, cache).embed_queries([])

    assert rows.shape == (0, EMBEDDER.dimension)


def test_a_query_s_vector_is_not_taken_for_a_passage_s(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    with EmbeddingCache(path, query_identity(EMBEDDER.identity)) as cache:
        CachedQueries(EMBEDDER, cache).embed_queries(["spouse"])

    with EmbeddingCache(path, EMBEDDER.identity) as passages:
        assert passages.get(["spouse"]) == {}


def test_all_else_is_the_models_own(cache: EmbeddingCache) -> None:
    queries = CachedQueries(EMBEDDER, cache)

    assert queries.identity == EMBEDDER.identity
    assert queries.max_tokens == EMBEDDER.max_tokens
    assert queries.count_tokens(["one two"]) == [2]
    np.testing.assert_array_equal(
        queries.embed_passages(["spouse"]), EMBEDDER.embed_passages(["spouse"])
    )
