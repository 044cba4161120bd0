"""Searches tried out beside each other."""

from __future__ import annotations

import pytest

from app.domain.answers import SearchOutcome
from app.domain.conversations import Conversation
from app.pipeline.search_trials import SingleLegRewriter, TrialLegs, place_of, side_by_side
from app.rewriting.legs import LastTurn
from knowledge.domain.queries import Filters, Hit, LegKind, Query
from tests.builders import passage

ONE, TWO = passage("One."), passage("Two.", position=1, first_page=3)


def outcome(*hits: Hit) -> SearchOutcome:
    query = Query("which?", (), Filters(groups=("staff",)))
    return SearchOutcome("which?", query, hits, evidence=1.0, enough=True, milliseconds={})


@pytest.mark.parametrize(
    ("legs", "kinds"),
    [
        (TrialLegs.BOTH, {LegKind.DENSE, LegKind.SPARSE}),
        (TrialLegs.DENSE, {LegKind.DENSE}),
        (TrialLegs.SPARSE, {LegKind.SPARSE}),
    ],
)
def test_only_the_chosen_legs_are_searched(legs: TrialLegs, kinds: set[LegKind]) -> None:
    planned = SingleLegRewriter(LastTurn(), legs).plan(Conversation(), "grace period")

    assert {leg.kind for leg in planned.legs} == kinds


def test_each_hit_is_told_with_its_rank_in_the_other_search() -> None:
    first, second = side_by_side(
        outcome(Hit(ONE, 0.9), Hit(TWO, 0.5)), outcome(Hit(TWO, 0.8)), limit=10
    )

    assert [(hit.rank, hit.text, hit.other_rank) for hit in first] == [
        (1, "One.", None),
        (2, "Two.", 1),
    ]
    assert [(hit.rank, hit.text, hit.other_rank) for hit in second] == [(1, "Two.", 2)]


def test_a_place_is_its_headings_and_page() -> None:
    assert place_of(("Leave", "Sick"), 3) == "Leave \u203a Sick, p. 3"
    assert [place_of((), 3), place_of(("Leave",), None), place_of((), None)] == [
        "p. 3",
        "Leave",
        "",
    ]
