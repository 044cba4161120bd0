"""Writes the numbers of list items: as figures, letters or Roman numerals."""

from __future__ import annotations

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
