"""How superscript text is written in a line, so that a note's mark does not change a figure."""

from __future__ import annotations

_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LONGEST_MARK = 5
_LONGEST_UNIT = 3
_POWERS = ("2", "3")
_UNITS = frozenset(["m", "km", "cm", "mm", "dm", "ft", "yd", "kg/m", "m/s"])
_TIMES = ("\u00d7", "x", "*", "\u00b7")


def raised(before: str, text: str) -> str:
    """Return superscript `text` as it is written after `before`, the text to its left.

    A number or letter is a note's mark and stands apart in brackets: "$500 [1]", not "$5001". It is
    a power where a unit ("m²") or a power of ten ("* 10⁶") stands before it. Anything else, such
    as "st", "TM" or "*", reads well as it is.
    """
    mark = text.strip()
    if not _is_mark(mark):
        return text
    if _is_power(before, mark):
        return mark.translate(_SUPERSCRIPTS)
    bare = mark.strip("[]()")
    return f" [{bare}]" if before[-1:].strip() else f"[{bare}]"


def _is_mark(text: str) -> bool:
    """Tell a note's mark: "1", "[1]", "(2)", "1,3", "a"."""
    bare = text.strip("[]()")
    parts = [part.strip() for part in bare.replace(";", ",").split(",")]
    return len(text) <= 2 * _LONGEST_MARK and all(
        (part.isdecimal() and len(part) <= _LONGEST_UNIT)
        or (len(part) == 1 and part.isascii() and part.isalpha() and part.islower())
        for part in parts
    )


def _is_power(before: str, mark: str) -> bool:
    if not mark.isdecimal():
        return mark == "n"
    end = before[-12:]
    if mark in _POWERS and end[-1:].isalpha():
        letters = end[len(end.rstrip("abcdefghijklmnopqrstuvwxyz/")) :]
        return letters in _UNITS
    return end.endswith("10") and end[:-2].rstrip().endswith(_TIMES)
