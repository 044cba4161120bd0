"""What a reader's edits of a search come to."""

from __future__ import annotations

from datetime import date

from app.domain.replies import AnswerRequest, SearchEdits


def test_edits_become_a_request_of_the_readers_own_groups_that_says_it_was_edited() -> None:
    edits = SearchEdits(
        turn=2,
        search_texts=("grace period",),
        without_passages=("p1",),
        as_of=date(2026, 5, 1),
        facets={"plan": "gold"},
    )

    assert edits.request(("staff",)) == AnswerRequest(
        groups=("staff",),
        as_of=date(2026, 5, 1),
        facets={"plan": "gold"},
        without_passages=("p1",),
        search_texts=("grace period",),
        edited=True,
    )
