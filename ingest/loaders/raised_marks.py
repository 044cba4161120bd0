"""Writes raised figures and letters apart from what they stand behind: "$500 [1]", "m\u00b2"."""

from __future__ import annotations

import re

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
