"""Expressions found as whole words, and replaced by others."""

from __future__ import annotations

import pytest

from knowledge.lexical.expressions import replaced_words, stands_in


@pytest.mark.parametrize(
    ("expression", "text", "there"),
    [
        ("PTO", "How much pto is left?", True),
        ("PTO", "Laptops are lent out.", False),
        ("c++ (2)", "Rules of C++ (2) apply.", True),
        ("", "Anything.", False),
    ],
)
def test_an_expression_stands_in_a_text_as_whole_words(
    expression: str, text: str, there: bool
) -> None:
    assert stands_in(expression, text) is there


def test_the_longest_expression_is_replaced_and_no_word_twice() -> None:
    by = {"leave": "absence", "sick leave": "illness", "illness": "plague"}

    assert replaced_words("sick leave, leave, leaves", by) == "illness, absence, leaves"
