"""Citations in whatever form a model writes them."""

from __future__ import annotations

import pytest

from app.writing.cleaning.markers import LeadingMarkers, MarkerForms, cited_numbers, names_passages


@pytest.mark.parametrize(
    ("inside", "numbers"),
    [
        ("1", [1]),
        ("1, 3", [1, 3]),
        ("1-3", [1, 2, 3]),
        ("Passages 1 and 3", [1, 3]),
        ("see above", None),
    ],
)
def test_numbers_are_read_in_whatever_words_they_stand(
    inside: str, numbers: list[int] | None
) -> None:
    assert cited_numbers(inside) == numbers


def test_only_words_for_passages_name_them() -> None:
    assert names_passages("Passage 1")
    assert not names_passages("1")


def test_a_range_in_brackets_becomes_a_marker_for_each_passage() -> None:
    forms = MarkerForms(passages=3)

    out = "".join([*forms.feed("25 days [1-"), *forms.feed("2]."), *forms.flush()])

    assert out == "25 days [1][2]."


def test_markers_before_their_sentence_are_put_behind_it() -> None:
    leading = LeadingMarkers()

    out = "".join([*leading.feed("[1] Leave is 25 days. [2] Call first."), *leading.flush()])

    assert out.index("25 days") < out.index("[1]") < out.index("Call") < out.index("[2]")
