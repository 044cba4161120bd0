"""What every model that is read token by token must keep, whoever plays it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import pytest

from knowledge.domain.embedding import Embedder
from knowledge.models.late_interaction.token_vectors import TokenEmbedder
from knowledge.models.local.embedders import LocalEmbedder
from knowledge.opening.embedders import open_embedder
from knowledge.settings import Settings
from tests.fakes import HashingEmbedder

TEXTS = ["grace period", "", "The grace period of a plan is 31 days, not more."]


class Reader(Embedder, TokenEmbedder, Protocol):
    """An embedding model that is read token by token."""


def minilm() -> Reader:
    opened = open_embedder(Settings(_env_file=None))
    assert isinstance(opened, LocalEmbedder)
    return opened


BACKENDS: dict[str, Callable[[], Reader]] = {"hashing": HashingEmbedder, "minilm": minilm}


@pytest.fixture(scope="module", params=BACKENDS, ids=str)
def reader(request: pytest.FixtureRequest) -> Reader:
    return BACKENDS[request.param]()


def test_every_word_piece_has_a_row_of_unit_length(reader: Reader) -> None:
    short, empty, long = reader.embed_tokens(TEXTS)

    assert short.pieces == ("grace", "period")
    assert (empty.pieces, len(empty.rows)) == ((), 0)
    assert len(long.rows) == len(long.pieces) > 9
    np.testing.assert_allclose(np.linalg.norm(long.rows, axis=1), 1, atol=1e-5)


def test_what_stands_in_the_batch_changes_nothing(reader: Reader) -> None:
    together = reader.embed_tokens(TEXTS)[0]
    alone = reader.embed_tokens(TEXTS[:1])[0]

    np.testing.assert_allclose(together.rows, alone.rows, atol=1e-5)


def test_embedding_and_reading_at_once_gives_what_each_gives(reader: Reader) -> None:
    rows, read = reader.embed_with_tokens(TEXTS)

    np.testing.assert_allclose(rows, reader.embed_passages(TEXTS), atol=1e-6)
    for both, alone in zip(read, reader.embed_tokens(TEXTS), strict=True):
        assert both.pieces == alone.pieces
        np.testing.assert_allclose(both.rows, alone.rows, atol=1e-6)


def test_of_what_is_read_on_the_way_only_the_first_pieces_may_be_wanted(reader: Reader) -> None:
    _, read = reader.embed_with_tokens(TEXTS, most=2)

    for first, whole in zip(read, reader.embed_tokens(TEXTS), strict=True):
        assert first.pieces == whole.pieces[:2]
        np.testing.assert_allclose(first.rows, whole.rows[:2], atol=1e-6)
