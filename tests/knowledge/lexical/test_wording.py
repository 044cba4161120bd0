"""Phrases in quotation marks."""

from __future__ import annotations

import pytest

from knowledge.domain.queries import Hit
from knowledge.lexical.wording import (
    is_one_slip_away,
    long_words,
    quoted_phrases,
    quoting_first,
    words_near,
)
from tests.builders import passage


@pytest.mark.parametrize(
    "question",
    [
        'what does "Grace  Period" mean',
        "what does \u201cgrace period\u201d mean",
        "was hei\u00dft \u201egrace period\u201c",
        "que es \u00abgrace period\u00bb",
    ],
)
def test_a_phrase_is_quoted_in_the_marks_of_any_language(question: str) -> None:
    assert quoted_phrases(question) == ["grace period"]


@pytest.mark.parametrize("question", ['what is a "premium"', "the member's plan's", 'a 5" pipe'])
def test_one_word_or_a_lone_mark_quotes_no_phrase(question: str) -> None:
    assert quoted_phrases(question) == []


def test_passages_with_the_phrase_come_first_whole_words_only() -> None:
    hits = [
        Hit(passage(text, position=position), 1.0 - position / 10)
        for position, text in enumerate(
            ["A period of grace.", "The grace periods.", "The Grace\nPeriod ends.", "Nothing."]
        )
    ]

    first, *rest = quoting_first(hits, ["grace period"])

    assert first == hits[2]
    assert rest == [hits[0], hits[1], hits[3]]


def test_only_longer_words_are_looked_up() -> None:
    assert long_words("Is metformin or HL-214 covered, metformin-free?") == ["metformin", "covered"]


@pytest.mark.parametrize(
    "typed", ["metfromin", "metformine", "metfrmin", "metfornin", "mettformin"]
)
def test_one_letter_wrong_is_one_slip(typed: str) -> None:
    assert is_one_slip_away(typed, "metformin")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("metformin", "metformin"),
        ("hypotension", "hypertension"),
        ("betformin", "metformin"),
        ("metfromni", "metformin"),
    ],
)
def test_no_slip_two_slips_or_another_first_letter_are_none(typed: str, word: str) -> None:
    assert not is_one_slip_away(typed, word)


def test_near_words_come_in_the_order_of_their_use() -> None:
    texts = ["A deductible applies.", "Deductibles reset; the deductible is yearly."]

    assert words_near("deductable", texts) == ["deductible"]
    assert words_near("Deductibel", texts) == ["deductible"]
    assert words_near("premium", texts) == []
