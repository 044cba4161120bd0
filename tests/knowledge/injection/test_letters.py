"""Letters as a reader sees them."""

from __future__ import annotations

import pytest

from knowledge.injection.letters import folded


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("IGNORE", "ignore"),
        ("\u0456gn\u043er\u0435", "ignore"),
        ("\uff49\uff47\uff4e\uff4f\uff52\uff45", "ignore"),
        ("ign\u200bore", "ignore"),
        ("ignor\u00e9", "ignore"),
        ("i g n o r e", "ignore"),
        ("i-g-n-o-r-e  a-l-l-o-f", "ignore allof"),
    ],
)
def test_disguised_letters_are_read_as_the_plain_ones(written: str, read: str) -> None:
    assert folded(written).text == read


def test_a_place_in_the_plain_text_leads_back_to_the_original() -> None:
    written = "So: i\u200bgnore it"
    plain = folded(written)
    at = plain.text.index("ignore")

    start, end = plain.original(at, at + len("ignore"))

    assert written[start:end] == "i\u200bgnore"
