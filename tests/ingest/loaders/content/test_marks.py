"""Signs of symbol fonts."""

from __future__ import annotations

import pytest

from ingest.loaders.content.marks import is_symbol_font, raised, shown


@pytest.mark.parametrize(
    ("before", "mark", "expected"),
    [
        ("$500", "1", "$500 [1]"),
        ("$1,000", "2", "$1,000 [2]"),
        ("$2,500", "1,2", "$2,500 [1,2]"),
        ("20%", "b", "20% [b]"),
        ("Deductible", "3", "Deductible [3]"),
        ("the end.", "12", "the end. [12]"),
        ("$500", "(1)", "$500 [1]"),
        ("$500", "*", "$500*"),
        ("", "1", "[1] "),
        ("as told (", "4", "as told (4"),
    ],
)
def test_a_notes_mark_stands_apart_from_the_figure(before: str, mark: str, expected: str) -> None:
    assert before + raised(before, mark) == expected


@pytest.mark.parametrize(
    ("before", "mark", "expected"),
    [
        ("30 m", "2", "30 m\u00b2"),
        ("5 kg/m", "2", "5 kg/m\u00b2"),
        ("3 x 10", "6", "3 x 10\u2076"),
        ("10", "-3", "10\u207b\u00b3"),
        ("Ca", "2+", "Ca\u00b2\u207a"),
        ("$4", "99", "$4\u2079\u2079"),
        ("1", "o", "1\u00ba"),
    ],
)
def test_a_power_keeps_its_raised_form(before: str, mark: str, expected: str) -> None:
    assert before + raised(before, mark) == expected


@pytest.mark.parametrize(
    ("before", "mark", "expected"),
    [("1", "st", "1st"), ("Acme", "TM", "AcmeTM"), ("1", "er", "1er")],
)
def test_other_raised_letters_belong_to_their_word(before: str, mark: str, expected: str) -> None:
    assert before + raised(before, mark) == expected


def test_the_upper_half_of_a_fraction_is_no_digit_of_the_number_before_it() -> None:
    assert raised("1", "1", after="/2") == " 1"


@pytest.mark.parametrize(
    ("text", "font", "sign"),
    [
        ("\u00fc", "Wingdings", "\u2713"),
        ("\uf0fb", "wingdings", "\u2717"),
        ("\uf0a8", "Wingdings", "\u2610"),
        ("P", "Wingdings 2", "\u2713"),
        ("\uf052", "Wingdings 2", "\u2611"),
        ("\uf0b3", "Symbol", "\u2265"),
        ("\uf035", "Symbol", "5"),
        ("a", "Arial", "a"),
        ("\uf001", "Wingdings", ""),
    ],
)
def test_a_sign_is_what_its_font_draws(text: str, font: str, sign: str) -> None:
    assert shown(text, font) == sign


def test_only_fonts_of_signs_are_symbol_fonts() -> None:
    assert [is_symbol_font(name) for name in ("'Wingdings 2'", "Symbol", "Arial", "")] == [
        True,
        True,
        False,
        False,
    ]
