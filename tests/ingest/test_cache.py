from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.cache import EmbeddingCache
from ingest.embedding import CachedEmbedding
from knowledge.embedding import EmbedderIdentity
from knowledge.errors import StoreUnavailable
from knowledge.kept_readings import KeptReadings
from knowledge.passages import FloatRows
from knowledge.reading_ahead import ReadingAhead
from tests.fakes import HashingEmbedder

MODEL = EmbedderIdentity(name="m", revision="1", dimension=2)
ROWS: FloatRows = np.array([[1, 0], [0, 1]], dtype=np.float32)


def test_vectors_are_found_again_after_reopening(tmp_path: Path) -> None:
    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        cache.put(["a", "b"], ROWS)

    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        found = cache.get(["b", "c"])

    assert {text: row.tolist() for text, row in found.items()} == {"b": [0.0, 1.0]}


@pytest.mark.parametrize(
    "other",
    [
        replace(MODEL, name="n"),
        replace(MODEL, revision="2"),
        replace(MODEL, framing="query: "),
        replace(MODEL, dimension=3),
    ],
)
def test_another_model_revision_prompt_or_dimension_finds_nothing(
    tmp_path: Path, other: EmbedderIdentity
) -> None:
    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        cache.put(["a", "b"], ROWS)

    with EmbeddingCache(tmp_path / "c.sqlite", other) as cache:
        assert cache.get(["a", "b"]) == {}


def test_more_texts_than_one_question_may_hold_are_found(tmp_path: Path) -> None:
    many = [str(number) for number in range(1201)]
    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        cache.put(many, np.ones((1201, 2), dtype=np.float32))

        assert len(cache.get(many)) == 1201


def test_a_forgotten_text_leaves_no_vector_in_the_file(tmp_path: Path) -> None:
    secret = np.array([[0.123456, 0.654321]], dtype=np.float32)
    with EmbeddingCache(tmp_path / "c.sqlite", MODEL) as cache:
        cache.put(["a"], secret)
        cache.forget(["a"])

        assert cache.get(["a"]) == {}
    assert secret.tobytes() not in (tmp_path / "c.sqlite").read_bytes()


def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"no database" * 100)

    with pytest.raises(StoreUnavailable, match="delete it"):
        EmbeddingCache(tmp_path / "c.sqlite", MODEL)


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


def test_with_reading_what_is_embedded_is_read_once_and_what_was_embedded_before_too(
    tmp_path: Path,
) -> None:
    embedder = HashingEmbedder()
    with (
        EmbeddingCache(tmp_path / "c.sqlite", embedder.identity) as cache,
        closing(KeptReadings(tmp_path / "r.sqlite", embedder.identity)) as shelf,
    ):
        before = CachedEmbedding(embedder, cache).rows(["old"], print)
        reading = ReadingAhead(embedder, shelf)

        rows = CachedEmbedding(embedder, cache, reading).rows(["new", "old"], print)

        assert rows[1].tolist() == before[0].tolist()
        assert rows[0].tolist() == embedder.embed_passages(["new"])[0].tolist()
        assert reading.unread(["new", "old"]) == []
