"""What every embedding model must keep, whoever plays it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evals.cached_queries import CachedQueries
from ingest.cache import EmbeddingCache
from knowledge.embedding import Embedder
from knowledge.models import open_embedder
from knowledge.settings import Settings
from tests.fakes import HashingEmbedder

PLAYERS: dict[str, Callable[[], Embedder]] = {
    "hashing": HashingEmbedder,
    "cached queries": lambda: CachedQueries(
        HashingEmbedder(), EmbeddingCache(Path(":memory:"), HashingEmbedder().identity)
    ),
    "minilm": lambda: open_embedder(Settings(_env_file=None)),
}
SHORT = "Members may cancel in writing."
LONG = "A premium that is not paid within the grace period ends the coverage. " * 80


@pytest.fixture(scope="module", params=sorted(PLAYERS))
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return PLAYERS[request.param]()


def test_vectors_are_float32_rows_of_unit_length(embedder: Embedder) -> None:
    rows = embedder.embed_passages([SHORT, LONG, "x"])

    assert rows.dtype == np.float32
    assert rows.shape == (3, embedder.identity.dimension)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.identity.dimension)
    assert embedder.embed_queries([]).shape == (0, embedder.identity.dimension)
    assert embedder.count_tokens([]) == []


def test_a_text_has_the_same_vector_alone_and_in_a_batch_of_mixed_length(
    embedder: Embedder,
) -> None:
    alone = embedder.embed_passages([SHORT])[0]

    together = embedder.embed_passages(["a", LONG, SHORT, "b " * 50])[2]

    assert float(alone @ together) == pytest.approx(1.0, abs=1e-4)


def test_rows_stand_in_the_order_of_the_texts(embedder: Embedder) -> None:
    forwards = embedder.embed_passages([SHORT, LONG])

    backwards = embedder.embed_passages([LONG, SHORT])

    np.testing.assert_allclose(forwards, backwards[::-1], atol=1e-4)


def test_longer_texts_have_more_tokens(embedder: Embedder) -> None:
    short, long = embedder.count_tokens([SHORT, LONG])

    assert 0 < short < embedder.max_tokens < long


def test_an_empty_text_has_a_vector_too(embedder: Embedder) -> None:
    row = embedder.embed_passages([""])[0]

    assert np.linalg.norm(row) == pytest.approx(1.0, abs=1e-5)


def test_the_identity_names_the_model_and_its_dimension(embedder: Embedder) -> None:
    identity = embedder.identity

    assert identity.name
    assert identity.revision
    assert identity.dimension == embedder.embed_queries([SHORT]).shape[1]
