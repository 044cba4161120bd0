"""Writes raised figures and letters apart from what they stand behind: "$500 [1]", "m\u00b2"."""

from __future__ import annotations

import re
from urllib.parse import unquote

_RAISED = str.maketrans(
    "0123456789+-\u2212()nao",
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207b\u207d\u207e"
    "\u207f\u00aa\u00ba",
)
_NOTE = re.compile(r"\d{1,3}(?: ?[,;\u2013-] ?\d{1,3}){0,20}|[a-z](?: ?, ?[a-z]){0,20}")
_BRACKETED = re.compile(r"\(\w{1,3}\)|\[\w{1,3}\]")
_SYMBOLS = frozenset("*\u2020\u2021\u00a7\u00b6#")
_POWER = re.compile(r"[+\u2212-]?\d{1,3}|\d?[+\u2212-]|n")
_UNIT = re.compile(r"(?:^|[\s\d/\u00b7.(])(?:[kcdm\u00b5\u03bc]?m|ft|in|yd|mi|s|sec|h)$", re.I)
_TEN = re.compile(r"(?:^|[^\d.,$\u20ac\u00a3])10$")
_PRICE = re.compile(r"[$\u20ac\u00a3] ?\d{1,4}$")
_ORDINAL = re.compile(r"(?:^|\D)\d{1,2}$")
_LOOKED_AT = 12


def raised(before: str, mark: str, after: str = "") -> str:
    """Return what a raised `mark` adds to the text `before` it; `after` is what follows.

    Behind a figure it must not read as a digit of it. A note's mark stands in brackets, as the
    marks of a Word document's own notes do; a power, or what may be one, keeps its raised form.
    """
    mark = mark.strip()
    before = before[-_LOOKED_AT:]
    last = before[-1:]
    if not mark or last in ("", " ", "\n", "\u00a0"):
        apart = bool(_NOTE.fullmatch(mark)) and not after.lstrip().startswith(("/", "\u2044"))
        return f"[{mark}] " if apart else mark
    if last in "([" or after.lstrip().startswith(("/", "\u2044")):
        # In brackets already, or the upper half of a fraction: "1 1/2".
        return mark if last in "([" else f" {mark}"
    if _BRACKETED.fullmatch(mark):
        return f" [{mark[1:-1]}]"
    if _may_be_power(before, mark):
        return mark.translate(_RAISED)
    if _NOTE.fullmatch(mark) or set(mark) <= _SYMBOLS:
        return mark if set(mark) <= _SYMBOLS else f" [{mark}]"
    return mark


def _may_be_power(before: str, mark: str) -> bool:
    if mark in ("a", "o"):
        # "1a" and "1o", ordinals in Spanish, may be notes: the raised letter is right for both.
        return bool(_ORDINAL.search(before)) or before[-1:] in "nN"
    if not _POWER.fullmatch(mark):
        return False
    if mark[-1] in "+-\u2212" or mark[0] in "+-\u2212" or mark == "n":
        return True
    cents = len(mark) == 2 and _PRICE.search(before)  # noqa: PLR2004 - "$4" and raised "99"
    return bool(cents or _TEN.search(before) or (mark in "23" and _UNIT.search(before)))


# Writes the numbers of list items: as figures, letters or Roman numerals.


_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MOST_ROMAN = 3999
_LETTERS = 26
_MOST_REPEATED = 20
_TEENS = (11, 12, 13)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def lettered(count: int) -> str:
    """Return a count as Word writes letters: a to z, then aa, bb, cc."""
    if not 0 < count <= _LETTERS * _MOST_REPEATED:
        return str(count)
    return chr(ord("a") + (count - 1) % _LETTERS) * ((count - 1) // _LETTERS + 1)


def lettered_like_columns(count: int) -> str:
    """Return a count as browsers write letters: a to z, then aa, ab, ac."""
    if count < 1:
        return str(count)
    written = ""
    while count:
        count, place = divmod(count - 1, _LETTERS)
        written = chr(ord("a") + place) + written
    return written


def roman(count: int) -> str:
    """Return a count in small Roman numerals."""
    if not 0 < count <= _MOST_ROMAN:
        return str(count)
    written = ""
    for value, sign in _ROMAN:
        while count >= value:
            written, count = written + sign, count - value
    return written


def ordinal(count: int) -> str:
    """Return a count as an English ordinal: 1st, 2nd, 11th."""
    ending = "th" if count % 100 in _TEENS else _ENDINGS.get(count % 10, "th")
    return f"{count}{ending}"


# Writes where a link leads behind its words, as a page printed on paper does.


_LEADING_OUT = ("http://", "https://", "mailto:", "tel:")
_LONGEST_TARGET = 150
MOST_TOLD = 3
"""How often a document says the same target: behind each of fifty links it would drown the text."""


def shown_target(words: str, href: str) -> str:
    """Return the target in brackets, nothing where the words say it or it leads nowhere outside."""
    target = _target(href)
    return f" ({target})" if target and words and not _says(words, target) else ""


def _target(href: str) -> str:
    target = href.strip()
    if not target.lower().startswith(_LEADING_OUT) or len(target) > _LONGEST_TARGET:
        return ""
    scheme, _, rest = target.partition(":")
    if scheme.lower() in ("mailto", "tel"):
        return unquote(rest.partition("?")[0]).strip()
    return "".join(target.split())


def _says(words: str, target: str) -> bool:
    """Tell whether a link's words are where it leads: "Example.org" says https://www.example.org/."""
    bare = target.casefold().partition("://")[2] or target.casefold()
    bare = bare.removeprefix("www.").rstrip("/")
    said = words.casefold().partition("://")[2] or words.casefold()
    return bare in said or said.removeprefix("www.").rstrip("/") == bare


# What the signs of symbol fonts show, whose letters say nothing: a tick is an "ü" in Wingdings.


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
