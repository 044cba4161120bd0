"""Which words are held against those of the documents, and which are one slip away."""

from __future__ import annotations

import pytest

from knowledge.spelling import is_one_slip_away, long_words, words_near


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
