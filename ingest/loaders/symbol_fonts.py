"""What the signs of symbol fonts show, whose letters say nothing: a tick is an "ü" in Wingdings."""

from __future__ import annotations

_WINGDINGS = {
    0x6C: "\u25cf",
    0x6E: "\u25a0",
    0x6F: "\u2610",
    0x70: "\u2610",
    0x71: "\u2610",
    0x72: "\u2610",
    0x76: "\u2756",
    0x78: "\u2612",
    0x9F: "\u2022",
    0xA7: "\u25aa",
    0xA8: "\u2610",
    0xD8: "\u27a2",
    0xDF: "\u2190",
    0xE0: "\u2192",
    0xE8: "\u2794",
    0xFB: "\u2717",
    0xFC: "\u2713",
    0xFD: "\u2612",
    0xFE: "\u2611",
    **{0x80 + digit: sign for digit, sign in enumerate("\u24ea\u2460\u2461\u2462\u2463\u2464")},
    **{0x86 + digit: sign for digit, sign in enumerate("\u2465\u2466\u2467\u2468\u2469")},
    0x4A: "\u263a",
    0x4C: "\u2639",
}
_WINGDINGS_2 = {
    0x4F: "\u2717",
    0x50: "\u2713",
    0x51: "\u2612",
    0x52: "\u2611",
    0x53: "\u2612",
    0x54: "\u2612",
    0x98: "\u2022",
    0xA3: "\u2610",
}
_WEBDINGS = {0x61: "\u2713", 0x63: "\u2610", 0x67: "\u25a0", 0x72: "\u2717", 0x6E: "\u25cf"}
_SYMBOL = {
    0xA3: "\u2264",
    0xA5: "\u221e",
    0xAE: "\u2192",
    0xAC: "\u2190",
    0xB0: "\u00b0",
    0xB1: "\u00b1",
    0xB3: "\u2265",
    0xB4: "\u00d7",
    0xB7: "\u2022",
    0xB8: "\u00f7",
    0xB9: "\u2260",
    0xBB: "\u2248",
    0xD0: "\u2220",
    0xD2: "\u00ae",
    0xD3: "\u00a9",
    0xD4: "\u2122",
    0xD6: "\u221a",
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
}
_DINGBATS = {0x33: "\u2713", 0x34: "\u2714", 0x35: "\u2715", 0x36: "\u2716", 0x37: "\u2717"}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
    "zapfdingbats": _DINGBATS,
    "zapf dingbats": _DINGBATS,
}
_PRIVATE = 0xF000
"""Where Word puts a symbol font's signs in Unicode."""
_FIRST_SIGN = 0x7F
_LETTERS_STAY = ("symbol",)
"""Its plain signs (digits, brackets) are those of text."""


def is_symbol_font(name: str) -> bool:
    """Tell whether a font's letters are signs."""
    return _plain(name) in _FONTS


def shown(text: str, font: str) -> str:
    """Return what a text shows in a font; signs that we do not know are left out."""
    signs = _FONTS.get(_plain(font))
    if signs is None:
        return text
    return "".join(_sign(char, signs, _plain(font)) for char in text)


def _sign(char: str, signs: dict[int, str], font: str) -> str:
    code = ord(char) - _PRIVATE if _PRIVATE <= ord(char) < _PRIVATE + 0x100 else ord(char)
    # Bytes above 7F were read as Windows-1252 where the font is but a style.
    if code not in signs and len(encoded := char.encode("cp1252", errors="ignore")) == 1:
        code = encoded[0]
    if code in signs:
        return signs[code]
    if font in _LETTERS_STAY and code < _FIRST_SIGN:
        return chr(code)
    return char if char.isspace() else ""


def _plain(font: str) -> str:
    return font.strip(" \"'").casefold()
