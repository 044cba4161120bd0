"""What a number counts - days, milligrams, dollars, per cent - and whether its source agrees."""

from __future__ import annotations

import re

from app.checking.numerals import plain_number

_NAMES = {
    "second": "second seconds sec secs sekunde sekunden segundo segundos",
    "minute": "minute minutes min mins minuten minuto minutos",
    "hour": "hour hours hr hrs hourly stunde stunden hora horas",
    "day": "day days daily tag tage tagen t\u00e4glich d\u00eda d\u00edas dia dias",
    "business day": "workday workdays werktag werktage werktagen arbeitstag arbeitstage "
    "arbeitstagen",
    "week": "week weeks wk wks weekly woche wochen w\u00f6chentlich semana semanas",
    "month": "month months mo mos monthly monat monate monaten monatlich mes meses",
    "year": "year years yr yrs annual annually jahr jahre jahren j\u00e4hrlich a\u00f1o a\u00f1os",
    "mcg": "mcg microgram micrograms ug \u00b5g \u03bcg mikrogramm microgramos",
    "mg": "mg milligram milligrams milligramm miligramo miligramos",
    "g": "g gram grams gramm gramo gramos",
    "kg": "kg kilogram kilograms kilo kilos kilogramm kilogramo kilogramos",
    "ml": "ml milliliter milliliters millilitre millilitres mililitro mililitros",
    "l": "l liter liters litre litres litro litros",
    "mm": "mm millimeter millimeters millimetre millimetres",
    "cm": "cm centimeter centimeters centimetre centimetres zentimeter cent\u00edmetros",
    "m": "m meter meters metre metres metro metros",
    "km": "km kilometer kilometers kilometre kilometres kil\u00f3metros",
    "inch": "inch inches",
    "foot": "foot feet ft",
    "yard": "yard yards",
    "mile": "mile miles",
    "pound": "pound pounds lb lbs pfund libra libras",
    "ton": "ton tons tonne tonnes",
    "celsius": "\u00b0c celsius",
    "fahrenheit": "\u00b0f fahrenheit",
    "percent": "% percent percentage pct prozent ciento",
    "dollar": "$ dollar dollars usd d\u00f3lar d\u00f3lares",
    "cent": "cent cents centavos",
    "euro": "\u20ac euro euros eur",
    "sterling": "\u00a3 gbp",
    "thousand": "thousand k tausend",
    "million": "million millions mn millionen mio mill\u00f3n millones",
    "billion": "billion billions bn milliarden",
    "trillion": "trillion",
    "kb": "kb",
    "mb": "mb megabyte megabytes",
    "gb": "gb gigabyte gigabytes",
    "tb": "tb terabyte terabytes",
}
_UNIT_OF = {name: unit for unit, names in _NAMES.items() for name in names.split()}
# Said between a number and what it counts.
_SAID_BETWEEN = """
    calendar business working full consecutive whole plan volle ganze aufeinanderfolgende kalender
    por consecutivos naturales completos hábiles
"""
_BETWEEN = frozenset(_SAID_BETWEEN.split())
_DILUTED_IN = frozenset(["kg", "g", "l", "dl", "ml", "m2"])
_SIGN = r"[$\u20ac\u00a3]"
_LETTERS = r"\u00b0?[^\W\d_]+"
_COUNTED = re.compile(
    rf"(?P<sign>{_SIGN})?\s?(?P<number>\d+(?:[.,]\d+)*)\)?"
    rf"(?P<after>(?:\s?[-\u2010-\u2013]?\s?(?:%|{_SIGN}|{_LETTERS}))?"
    rf"(?:\s?[-\u2010-\u2013/]?\s?(?:%|{_SIGN}|{_LETTERS})){{0,2}})",
)
# "1 to 3 weeks" counts both in weeks.
_COUNTED_RANGE = re.compile(
    rf"\b(\d+)\s?(?:to|or|and|bis|oder|und|a|o|y|-|\u2013)\s?(\d+)\s?(%|{_LETTERS})"
)
_WORDS = re.compile(rf"%|/|{_SIGN}|{_LETTERS}")


def wrong_units(text: str, source: str) -> tuple[str, ...]:
    """Return what `text` counts in another unit than `source` does, such as "30 week"."""
    theirs = _counted(source)
    mentioned = {_UNIT_OF[word] for word in _WORDS.findall(source.lower()) if word in _UNIT_OF}
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
    for match in _COUNTED.finditer(_COUNTED_RANGE.sub(r"\1 \3 \2 \3", text.lower())):
        units = found.setdefault(plain_number(match["number"]), set())
        if match["sign"]:
            units.add(_UNIT_OF[match["sign"]])
        units |= _units_after(_WORDS.findall(match["after"]))
    return found


def _units_after(words: list[str]) -> set[str]:
    units: list[str] = []
    per = False
    for word in words:
        if word in {"/", "per"} and units:
            per = True
        elif per and word in _DILUTED_IN:
            # "5 mg/kg" is another dose than "5 mg".
            units[-1] = f"{units[-1]}/{word}"
        elif word in _UNIT_OF:
            units += [_UNIT_OF[word]] if not per else []
        elif word not in _BETWEEN:
            # "30 calendar days" counts days, "30 members a day" does not.
            break
    return set(units)
