"""Phrases in quotation marks."""

from __future__ import annotations

import pytest

from knowledge.queries import Hit
from knowledge.quoted import quoted_phrases, quoting_first
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
