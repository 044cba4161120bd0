"""Signs of symbol fonts."""

from __future__ import annotations

import pytest

from ingest.loaders.symbol_fonts import is_symbol_font, shown


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
