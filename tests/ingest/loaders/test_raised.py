"""Superscripts in a line of text."""

from __future__ import annotations

import pytest

from ingest.loaders.raised import raised


@pytest.mark.parametrize(
    ("before", "text", "read"),
    [
        ("$500", "1", "$500 [1]"),
        ("$1,000", "2,3", "$1,000 [2,3]"),
        ("the limit", "a", "the limit [a]"),
        ("$500", "[1]", "$500 [1]"),
        ("", "1", "[1]"),
        ("5 m", "2", "5 m\u00b2"),
        ("3 \u00d7 10", "6", "3 \u00d7 10\u2076"),
        ("$10", "1", "$10 [1]"),
        ("21", "st", "21st"),
        ("Acme", "TM", "AcmeTM"),
        ("$500", "*", "$500*"),
        ("in 20", "26", "in 20 [26]"),
        ("text", "a longer remark", "texta longer remark"),
    ],
)
def test_a_mark_stands_apart_and_a_power_is_a_power(before: str, text: str, read: str) -> None:
    assert before + raised(before, text) == read
