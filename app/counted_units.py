"""What a number counts - days, milligrams, dollars, per cent - and whether its source agrees."""

from __future__ import annotations

import re

_NAMES = {
    "second": "second seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs hourly",
    "day": "day days daily",
    "business day": "workday workdays",
    "week": "week weeks wk wks weekly",
    "month": "month months mo mos monthly",
    "year": "year years yr yrs annual annually",
    "mcg": "mcg microgram micrograms ug \u00b5g \u03bcg",
    "mg": "mg milligram milligrams",
    "g": "g gram grams",
    "kg": "kg kilogram kilograms kilo kilos",
    "ml": "ml milliliter milliliters millilitre millilitres",
    "l": "l liter liters litre litres",
    "mm": "mm millimeter millimeters millimetre millimetres",
    "cm": "cm centimeter centimeters centimetre centimetres",
    "m": "m meter meters metre metres",
    "km": "km kilometer kilometers kilometre kilometres",
    "inch": "inch inches",
    "foot": "foot feet ft",
    "yard": "yard yards",
    "mile": "mile miles",
    "pound": "pound pounds lb lbs",
    "ton": "ton tons tonne tonnes",
    "percent": "% percent percentage pct",
    "dollar": "$ dollar dollars usd",
    "euro": "\u20ac euro euros eur",
    "sterling": "\u00a3 gbp",
    "thousand": "thousand k",
    "million": "million millions mn",
    "billion": "billion billions bn",
    "trillion": "trillion",
    "kb": "kb",
    "mb": "mb megabyte megabytes",
    "gb": "gb gigabyte gigabytes",
    "tb": "tb terabyte terabytes",
}
_UNIT_OF = {name: unit for unit, names in _NAMES.items() for name in names.split()}
_SIGN = r"[$\u20ac\u00a3]"
_COUNTED = re.compile(
    rf"(?P<sign>{_SIGN})?\s?(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)\)?"
    r"(?P<after>(?:\s?[-\u2010-\u2013]?\s?(?:%|[a-z\u00b5\u03bc]+)){0,2})",
)
# "1 to 3 weeks" counts both in weeks.
_RANGE = re.compile(r"\b(\d+)\s?(?:to|or|and|-|\u2013)\s?(\d+)\s?(%|[a-z\u00b5\u03bc]+)")
_WORDS = re.compile(r"%|[a-z\u00b5\u03bc]+")


def wrong_units(text: str, source: str) -> tuple[str, ...]:
    """Return what `text` counts in another unit than `source` does, such as "30 week"."""
    theirs = _counted(source)
    mentioned = {
        _UNIT_OF[word]
        for word in re.findall(rf"{_SIGN}|%|[a-z\u00b5\u03bc]+", source.lower())
        if word in _UNIT_OF
    }
    return tuple(
        f"{number} {unit}"
        for number, units in _counted(text).items()
        if number in theirs
        for unit in sorted(units)
        # A table's cells may have their unit in the header, so a bare number agrees with any unit
        # that is mentioned at all.
        if unit not in theirs[number] and (theirs[number] or unit not in mentioned)
    )


def counted(text: str) -> frozenset[str]:
    """Return what a text counts, as "30 day"."""
    return frozenset(f"{n} {unit}" for n, units in _counted(text).items() for unit in units)


def _counted(text: str) -> dict[str, set[str]]:
    """Return the units of each number, none for a bare one."""
    found: dict[str, set[str]] = {}
    for match in _COUNTED.finditer(_RANGE.sub(r"\1 \3 \2 \3", text.lower())):
        units = found.setdefault(_plain(match["number"]), set())
        if match["sign"]:
            units.add(_UNIT_OF[match["sign"]])
        for word in _WORDS.findall(match["after"]):
            if word not in _UNIT_OF:
                # "30 calendar days" counts days, "30 members a day" does not.
                if word not in {"calendar", "business", "working", "full", "consecutive"}:
                    break
                continue
            units.add(_UNIT_OF[word])
    return found


def _plain(number: str) -> str:
    number = number.replace(",", "")
    return number.rstrip("0").rstrip(".") if "." in number else number
