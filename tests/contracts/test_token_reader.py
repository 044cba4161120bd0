"""What every model that is read token by token must keep, whoever plays it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from knowledge.models.opening import open_embedder
from knowledge.settings import Settings
from knowledge.token_vectors import TokenReader
from tests.fakes import HashingEmbedder

TEXTS = ["grace period", "", "The grace period of a plan is 31 days, not more."]


def minilm() -> TokenReader:
    opened = open_embedder(Settings(_env_file=None))
    assert isinstance(opened, TokenReader)
    return opened


PLAYERS: dict[str, Callable[[], TokenReader]] = {"hashing": HashingEmbedder, "minilm": minilm}


@pytest.fixture(scope="module", params=PLAYERS, ids=str)
def reader(request: pytest.FixtureRequest) -> TokenReader:
    return PLAYERS[request.param]()


def test_every_word_piece_has_a_row_of_unit_length(reader: TokenReader) -> None:
    short, empty, long = reader.read_tokens(TEXTS)

    assert short.pieces == ("grace", "period")
    assert (empty.pieces, len(empty.rows)) == ((), 0)
    assert len(long.rows) == len(long.pieces) > 9
    np.testing.assert_allclose(np.linalg.norm(long.rows, axis=1), 1, atol=1e-5)


def test_what_stands_in_the_batch_changes_nothing(reader: TokenReader) -> None:
    together = reader.read_tokens(TEXTS)[0]
    alone = reader.read_tokens(TEXTS[:1])[0]

    np.testing.assert_allclose(together.rows, alone.rows, atol=1e-5)
