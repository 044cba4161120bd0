"""Choices that a table leaves open."""

from __future__ import annotations

import pytest

from app.domain.answers import Notice, NoticeKind
from app.notices.notices import notices
from knowledge.domain.passages import Passage
from tests.app.notices.test_notices import seen
from tests.builders import passage

BY_ROW = passage(
    "Plan | Office visit copay | Visits\nBronze | $40 | 3\nSilver | $30 | 4\nGold | $20 | 5"
)


BY_COLUMN = passage(
    "Service | Bronze | Silver\nOffice visit copay | $40 | $30\nER copay | $400 | $350"
)


@pytest.mark.parametrize(
    ("table", "question", "said"),
    [
        (
            BY_ROW,
            "what is the office visit copay?",
            "It depends on the Plan: Bronze, Silver, Gold. Name one for a closer answer.",
        ),
        (
            BY_COLUMN,
            "what is the copay for the ER?",
            "It depends: Bronze, Silver. Name one for a closer answer.",
        ),
    ],
)
def test_where_a_table_leaves_a_plan_open_its_choices_are_offered(
    table: Passage, question: str, said: str
) -> None:
    assert notices(seen(table, question=question)) == (Notice(NoticeKind.DEPENDS, said),)


@pytest.mark.parametrize(
    ("table", "question"),
    [
        (BY_ROW, "what is the silver office visit copay?"),
        (BY_COLUMN, "how much is the ER on bronze?"),
        (BY_ROW, "when is the office open?"),
        (passage("Form | Deadline | Fee\nAppeal | 30 days | $5"), "what about the appeal?"),
        (passage("Plan | Office visit copay\nBronze | $20\nSilver | $20"), "office visit copay?"),
        (passage("Step | What to do\nFirst | Call us\nThen | Sign"), "what to do?"),
    ],
)
def test_a_table_that_leaves_nothing_open_offers_no_choice(table: Passage, question: str) -> None:
    assert notices(seen(table, question=question)) == ()
