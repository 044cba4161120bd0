"""Characters that no reader should get, and words found whatever stands between them."""

from __future__ import annotations

import re

from app.language.characters import Characters, ThinnedText

BLANKS_AND_STARS = re.compile(r"[\s*]+")


def shown(*pieces: str) -> str:
    characters = Characters()
    return "".join(map(characters.feed, pieces))


def test_halves_of_an_emoji_in_two_pieces_are_joined_and_a_lone_half_is_left_out() -> None:
    assert shown("ok \ud83d", "\ude00!") == "ok \U0001f600!"
    assert shown("ok \ud83d", "!") == "ok !"


def test_a_terminals_colours_and_control_characters_are_left_out_wherever_they_are_cut() -> None:
    assert shown("a\x1b[3", "1mred\x1b[0m\x07\tb\n") == "ared\tb\n"


def test_words_are_found_over_line_breaks_and_emphasis() -> None:
    text = "The *grace\nperiod* is 31 days."
    thinned = ThinnedText.of(text, BLANKS_AND_STARS)

    found = thinned.find("Grace period")

    assert found is not None
    assert text[slice(*found)] == "grace\nperiod"
    assert thinned.find("grace period", found[1]) is None
    assert thinned.find("notice") is None
