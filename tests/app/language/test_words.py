from __future__ import annotations

import pytest

from app.language.words import content_terms, overlap, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cancel", "cancellation"),
        ("enroll", "enrollment"),
        ("premiums", "premium"),
        ("policies", "policy"),
        ("payment", "payments"),
        ("covered", "covers"),
        ("appealing", "appeals"),
        ("dependents", "dependent"),
    ],
)
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert content_terms(one) == content_terms(other)


def test_question_words_carry_nothing() -> None:
    assert content_terms("How long do I have for that?") == ["long"]


def test_codes_and_amounts_stay_whole() -> None:
    assert words("ICD I20.9 costs $1,200.50") == ["icd", "i20.9", "costs", "1,200.50"]


def test_a_script_without_blanks_is_read_in_pairs() -> None:
    assert words("\u533b\u7597\u4fdd\u9669") == ["\u533b\u7597", "\u7597\u4fdd", "\u4fdd\u9669"]


def test_overlap_is_the_share_of_what_was_wanted() -> None:
    assert overlap("appeal deadline", "The deadline for a claim") == 0.5
    assert overlap("what about it", "anything") == 0.0
