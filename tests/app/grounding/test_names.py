"""Names in a sentence and in its source."""

from __future__ import annotations

import pytest

from app.grounding.names import missing_names, names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Coverage ends in May.", ()),
        ("Blue Cross pays. The Silver plan pays.", ("Blue", "Cross", "Silver")),
        ("COBRA and myChart apply.", ("COBRA",)),
        ("It's Anna's plan", ("Anna",)),
    ],
)
def test_names_are_told_from_words_that_begin_a_sentence(text: str, found: tuple[str, ...]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("the Egyptian law", "the law of Egypt"),
        ("the HIPAA rule", "the Health Insurance Portability and Accountability Act"),
        ("the PlanPlus", "the Plan Plus"),
    ],
)
def test_a_name_written_otherwise_is_found(text: str, source: str) -> None:
    assert missing_names(text, source) == ()


@pytest.mark.parametrize("text", ["Para Sertraline es gratis.", "Bei Sertraline ist das so."])
def test_a_sentence_may_begin_with_a_small_word_before_a_name(text: str) -> None:
    assert names(text) == ("Sertraline",)
