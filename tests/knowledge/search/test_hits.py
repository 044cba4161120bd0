"""Small passages are found, and read with the section that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.domain.passages import Passage
from knowledge.domain.queries import Hit
from knowledge.search.hits import with_sections
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
