"""Small passages are found, and read with the section that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from knowledge.domain.passages import Passage
from knowledge.domain.queries import Hit
from knowledge.search.hits import most_different, with_sections
from tests.builders import passage, passages

FEES = passages("fees.md", ["One fee.", "Two fees.", "Three fees.", "Four fees.", "Five fees."])
LATER = replace(passage("Rules.", document_key="fees.md", position=5), headings=("Guide", "Rules"))
RULES = passages("rules.md", ["First rule.", "Second rule."])


def read(hits: Sequence[Hit], *, characters: int, stored: Sequence[Passage] = FEES) -> list[str]:
    documents = {FEES[0].document_id: [*stored, LATER], RULES[0].document_id: RULES}
    found = with_sections(hits, documents.__getitem__, characters=characters)
    return [hit.passage.text for hit in found]


def test_a_hit_brings_its_whole_section_and_nothing_of_the_next() -> None:
    found = read([Hit(FEES[3], 0.9)], characters=1000)

    assert found == ["Four fees.", "Five fees.", "Three fees.", "Two fees.", "One fee."]


def test_what_does_not_fit_stays_out_the_farthest_first() -> None:
    found = read([Hit(FEES[2], 0.9)], characters=len("Three fees.Four fees.Two fees.") + 3)

    assert found == ["Three fees.", "Four fees.", "Two fees."]


def test_every_hit_stays_before_any_section_grows() -> None:
    hits = [Hit(FEES[0], 0.9), Hit(RULES[1], 0.5)]

    found = read(hits, characters=len("One fee.Second rule."))

    assert found == ["One fee.", "Second rule."]


def test_the_best_hits_section_grows_first() -> None:
    hits = [Hit(RULES[1], 0.9), Hit(FEES[0], 0.5)]

    found = read(hits, characters=len("Second rule.One fee.First rule.") + 5)

    assert found == ["Second rule.", "One fee.", "First rule."]


def test_a_section_ends_where_a_passage_is_hidden_from_the_reader() -> None:
    found = read([Hit(FEES[4], 0.9)], characters=1000, stored=[*FEES[:2], *FEES[3:]])

    assert found == ["Five fees.", "Four fees."]


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
