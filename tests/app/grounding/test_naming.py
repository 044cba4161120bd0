"""Which labels a sentence names."""

from __future__ import annotations

import pytest

from app.grounding.naming import labels_of, mentions, tokens_of

ROWS = labels_of(
    (name, place)
    for place, name in enumerate(
        (
            "Primary care visit",
            "Urgent care visit",
            "Advanced imaging (MRI, CT)",
            "Subscriber only",
            "Subscriber and children",
            "10 or more",
            "4",
        )
    )
)


def named(sentence: str) -> list[set[int]]:
    return [set(mention.places) for mention in mentions(tokens_of(sentence), ROWS, 0.5)]


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        ("a primary care visit costs more", [{0}]),
        ("primary care and urgent care visits", [{0}, {1}]),
        ("an MRI is free", [{2}]),
        ("the subscriber and the children", [{4}]),
        ("for a subscriber", [{3}]),
        ("after 10 or more years", [{5}]),
        ("within 4 days", []),
        ("a visit", []),
    ],
)
def test_a_label_is_named_by_the_words_that_tell_it_apart(
    sentence: str, places: list[set[int]]
) -> None:
    assert named(sentence) == places


def test_labels_that_are_written_alike_are_one() -> None:
    labels = labels_of([("Tier 1", 0), ("Tier 2", 1), ("Tier 1", 2)])

    (found,) = mentions(tokens_of("Drugs of tier 1 are cheap"), labels, 0.5)

    assert found.places == {0, 2}


def test_a_number_in_words_is_a_figure() -> None:
    assert [token.figure for token in tokens_of("five days, 1,200 or one")] == [
        "5",
        "",
        "1200",
        "",
        "",
    ]
