from __future__ import annotations

from app.identifiers.spans import fold


def test_digits_dashes_blanks_and_letters_become_plain() -> None:
    text = "\uff11\u0662\u0969\u2212\u2013x\u00a0\u200bGr\u00f6\u00dfe\u00ad \U0001d7d7"

    assert fold(text).text == "123--x Grosse 9"


def test_a_folded_place_leads_back_to_the_original() -> None:
    text = "Stra\u00dfe \u200b\uff11\u200b2!"
    folded = fold(text)

    start, end = folded.span(folded.text.index("12"), folded.text.index("!"))

    assert text[start:end] == "\uff11\u200b2"


def test_plain_text_is_left_as_it_is() -> None:
    assert fold("12 Main St").text == "12 Main St"
