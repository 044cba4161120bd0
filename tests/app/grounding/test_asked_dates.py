"""Dates of the question in a written sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import Support
from app.grounding.asked_dates import with_asked_dates
from app.grounding.support import check_sentences
from app.i18n import texts
from tests.app.desks import EVENTS

RULE = replace(
    EVENTS,
    text="A child is covered to the last day of the month of the 26th birthday. An application "
    "that arrives by December 15 starts coverage on January 1. The premium is $75.",
)


def judged(text: str, asked: str) -> tuple[Support, str]:
    """Return how the first sentence is judged in 2026."""
    sentences = check_sentences(text, [RULE])
    (first, *_) = with_asked_dates(sentences, [RULE], asked=asked, year=2026)
    return first.support, first.reason


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "Child with a 26th birthday on March 14 is covered to the last day of the month [1].",
            "son turns 26 on march 14 when does he lose coverage",
        ),
        ("Coverage starts on January 1, 2027 [1].", "when would he be covered"),
        ("The application arrives by December 15, 2026 [1].", "by when"),
    ],
)
def test_a_day_that_the_question_names_and_a_year_that_was_added_are_doubted_only(
    text: str, asked: str
) -> None:
    assert judged(text, asked) == (Support.WEAK, texts.REASON_ASKED_DATE)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The premium is $50 [1].", "is the premium $50?"),
        ("Coverage starts on January 1, 2031 [1].", "when would he be covered"),
        ("Coverage starts on February 1, 2027 [1].", "when would he be covered"),
        ("Parking is closed on March 14 by the wizard [1].", "and on march 14?"),
    ],
)
def test_amounts_other_years_other_days_and_other_words_stay_unsupported(
    text: str, asked: str
) -> None:
    assert judged(text, asked)[0] is Support.UNSUPPORTED


def test_what_was_well_stays_as_it_is() -> None:
    assert judged("The premium is $75 [1].", "is it $75 on march 14?") == (Support.SUPPORTED, "")
