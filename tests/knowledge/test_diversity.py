"""Hits that say different things, and so many of one document at most."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.diversity import capped, most_different
from knowledge.queries import Hit
from tests.builders import passage

FIRST, TWIN, OTHER = (
    Hit(passage(text, position=position), score)
    for position, (text, score) in enumerate([("a", 0.9), ("b", 0.8), ("c", 0.3)])
)
VECTORS = {
    FIRST.passage.id: np.array([1, 0], dtype=np.float32),
    TWIN.passage.id: np.array([1, 0], dtype=np.float32),
    OTHER.passage.id: np.array([0, 1], dtype=np.float32),
}


def test_a_hit_that_repeats_one_before_it_gives_way_to_another() -> None:
    hits = most_different([FIRST, TWIN, OTHER], VECTORS, diversity=0.6, limit=3)

    assert hits == [FIRST, OTHER, TWIN]


def test_without_diversity_the_order_stays() -> None:
    assert most_different([FIRST, TWIN, OTHER], VECTORS, diversity=0.0, limit=2) == [FIRST, TWIN]


@pytest.mark.parametrize("hits", [[], [FIRST]])
def test_nothing_or_one_hit_stays_as_it_is(hits: list[Hit]) -> None:
    assert most_different(hits, VECTORS, diversity=0.5, limit=3) == hits


def test_hits_that_score_the_same_keep_their_order() -> None:
    same = [Hit(FIRST.passage, 0.5), Hit(OTHER.passage, 0.5)]

    assert most_different(same, VECTORS, diversity=0.1, limit=2) == same


def test_a_document_is_found_so_often_at_most() -> None:
    elsewhere = Hit(passage("d", document_key="other.md"), 0.1)

    assert capped([FIRST, TWIN, OTHER, elsewhere], most_per_document=2) == [FIRST, TWIN, elsewhere]
