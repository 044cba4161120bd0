"""Passages embedded through the cache."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ingest.embedding.cache import EmbeddingCache
from ingest.embedding.cached_embedding import CachedEmbedding
from tests.fakes import HashingEmbedder


def test_each_text_is_embedded_once_and_rows_keep_their_places(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    heard: list[int] = []
    with EmbeddingCache(tmp_path / "c.sqlite", embedder.identity) as cache:
        embedding = CachedEmbedding(embedder, cache)

        rows = embedding.rows(["short", "a longer text", "short"], heard.append)
        again = embedding.rows(["a longer text"], heard.append)

    expected = embedder.embed_passages(["short", "a longer text", "short"])
    np.testing.assert_array_equal(rows, expected)
    np.testing.assert_array_equal(again, expected[1:2])
    assert (embedding.embedded, embedding.from_cache) == (2, 2)
    assert heard == [1, 3, 1]
