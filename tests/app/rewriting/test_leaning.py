from __future__ import annotations

import pytest

from app.rewriting.leaning import leaning


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how long do i have for that?", 1.0),
        ("and for my husband?", 0.8),
        ("which form?", 0.5),
        ("what about generics?", 0.8),
        ("does it cover dental implants abroad?", 0.5),
    ],
)
def test_fragments_and_pointing_words_lean_on_the_conversation(
    question: str, expected: float
) -> None:
    assert leaning(question) == pytest.approx(expected)


@pytest.mark.parametrize(
    "question",
    [
        "can i add my spouse to my plan after the open enrollment period ended?",
        "who won the world cup final in brazil?",
    ],
)
def test_a_full_question_stands_alone(question: str) -> None:
    assert leaning(question) == 0.0


def test_an_empty_question_leaves_everything_but_links_open() -> None:
    assert leaning("") == 0.5
