"""Telephone numbers as they are written in the United States, Germany, Spain and abroad."""

from __future__ import annotations

import re

# No further digits, and nothing that is counted.
_ENDS = (
    r"(?![\w-])(?![.,]\d)"
    r"(?! ?(?:%|\u20ac|\$|usd\b|eur|dollars?\b|percent\b|prozent\b))"
)
_BEGINS = r"(?<![\w.,$/#+-])"
_EXTENSION = r"(?:,? ?(?:ext|extension|x|durchwahl)\.? ?\d{1,6})?"
# Not a row of round amounts: "250 500 1000".
_NORTH_AMERICA = (
    r"(?<![\w.-])(?!\d\d0 \d\d0 \d\d\d0)(?:\+?1[ .-]{0,2})?"
    rf"(?:\(\d{{3}}\)[ -]{{0,2}}\d{{3}}[ .-]{{0,3}}|\d{{3}} ?[ ./-] ?\d{{3}} ?[ .-] ?)\d{{4}}"
    rf"{_EXTENSION}(?!\w)(?![-/.]\d)"
)
# Ten digits in a row: area and exchange begin with 2 to 9, so a provider's number seldom fits.
_BARE_NORTH_AMERICA = rf"{_BEGINS}(?:\+?1)?[2-9]\d\d[2-9]\d{{6}}{_ENDS}"
_ABROAD = r"(?<![\w.-])(?:\+ ?|00 ?)[1-9]\d?(?: ?\(0\))?(?:[ ./-]{0,3}\d){6,13}(?!\w)"
_GERMANY = (
    rf"{_BEGINS}(?:\(0[1-9]\d{{1,4}}\)[ /-]{{0,3}}|0[1-9]\d{{1,4}}(?: ?[/-] ?| ))"
    rf"(?=(?:[ -]?\d){{5}})\d{{2,9}}(?:[ -]\d{{1,9}}){{0,4}}{_ENDS}"
)
_GERMAN_MOBILE = rf"{_BEGINS}01[5-7]\d{{8,9}}{_ENDS}"
_SPAIN = (
    rf"{_BEGINS}(?:[6-9]\d\d([ -])\d{{3}}\1\d{{3}}|[6-9]\d\d([ -])\d\d\2\d\d\2\d\d|"
    rf"9\d ?[ -] ?\d{{3}} ?[ -] ?\d\d ?[ -] ?\d\d|[67]\d{{8}}){_ENDS}"
)
PHONES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _NORTH_AMERICA,
        _BARE_NORTH_AMERICA,
        _ABROAD,
        _GERMANY,
        _GERMAN_MOBILE,
        _SPAIN,
    )
)
"""What has a telephone number's shape whatever stands before it, the surest first."""
CALLED = re.compile(r"\+?\(?\+?\d(?:[ ./()-]{0,2}\d){6,14}(?!\w)")
"""What is a telephone number where somebody calls it one."""
