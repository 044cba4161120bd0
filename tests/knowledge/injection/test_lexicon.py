"""The words of which orders to a language model are made."""

from __future__ import annotations

from knowledge.injection.lexicon import LEXICON, WordSet


def test_a_word_is_one_of_them_or_begins_like_one_with_a_star() -> None:
    words = WordSet("ignor* forget", "skip")

    assert [word in words for word in ("ignoring", "forget", "skip", "forgetful", "ign")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_changed_letters_leave_short_words_out() -> None:
    changed = WordSet("drop not ignor*").changed(str.maketrans("or", "0p"))

    assert [word in changed for word in ("dp0p", "not", "n0t", "ign0ping")] == [
        True,
        False,
        False,
        True,
    ]


def test_the_lexicon_knows_orders_in_three_languages() -> None:
    assert all(word in LEXICON.drop for word in ("ignore", "vergiss", "olvida"))
