from __future__ import annotations

import pytest

from app.answerability.asking_back import is_brief, is_open, sections_to_choose
from app.domain.answers import Choice
from knowledge.domain.queries import Hit
from tests.app.desks import EVENTS, GRACE
from tests.builders import passage


@pytest.mark.parametrize(
    "question", ["how much is it", "is she covered?", "why was it denied", "can he add her"]
)
def test_a_first_question_without_a_subject_is_open(question: str) -> None:
    assert is_open(question, first=True)
    assert not is_open(question, first=False)


@pytest.mark.parametrize(
    "question",
    [
        "what is coinsurance?",
        "dental",
        "is there parking?",
        "does she need approval for an mri",
        "what is form F5 for, it says",
        "NA1?",
    ],
)
def test_a_question_with_a_subject_is_not(question: str) -> None:
    assert not is_open(question, first=True)


def test_the_sections_that_were_found_are_offered_each_once() -> None:
    again = Hit(EVENTS, 0.5)
    untitled = Hit(passage("Text.", title="Guide", headings=("Guide",)), 0.2)

    choices = sections_to_choose(
        "how much is it?", [Hit(EVENTS, 1.0), Hit(GRACE, 0.9), again, untitled]
    )

    assert choices == (
        Choice(
            "Qualifying life events: Spouse",
            "how much is it (Qualifying life events: Spouse)?",
        ),
        Choice("Premium payment: Late premium", "how much is it (Premium payment: Late premium)?"),
        Choice("Guide", "how much is it (Guide)?"),
    )


def test_only_a_first_question_of_few_words_is_brief() -> None:
    assert is_brief("how long do i have to enroll", first=True)
    assert not is_brief("how long do i have to enroll", first=False)
    assert not is_brief("may a customer mail our support to open a port", first=True)
