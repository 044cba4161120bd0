"""Street addresses of the United States, Germany and Spain, with their towns where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.identifiers.spans import IdentifierSpan

_WORD = r"[\w'.-]{1,30}"
# In small letters a number before words is mostly a count: "30 days of road travel".
_NO_STREET = (
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|business|calendar|visits?|percent|dollars?|"
    r"miles?|times?|points?|members?|patients?|people|employees|copies|pages?|units?|tiers?|of|per|"
    r"in|on|at|to|for|from|or|and|by|the|an?|is|are|was|if|when|how|what|which|with|without|"
    r"after|before|than|as|not|any|all|each|every|primary|care|place|form|section|plan)\b"
)
_SURE = (
    r"(?:street|avenue|ave|road|rd|boulevard|blvd|lane|ln|terrace|parkway|pkwy|highway|hwy|circle)"
    r"(?!\s(?:map|of|trip|travel|test)\b)"
)
_UNSURE = r"(?:st|drive|dr|court|ct|way|place|pl|trail|square|sq)(?!\s(?:of|to|for|where|when)\b)"
_FLAT = r"(?:,?\s?(?:\#|(?:apt|apartment|unit|suite|ste|floor|fl)\b\.?\s?\#?)\s?\w{1,6})"
_TOWN = (
    r"(?:,?\s{1,2}(?!in\b)[A-Za-z][A-Za-z.'-]{1,25}(?:\s[A-Za-z][A-Za-z.'-]{1,25}){0,2})?,?\s{1,2}"
    r"[A-Za-z]{2}\.?,?\s{1,2}\d{5}(?:-\d{4})?(?!\d)"
)
_LIVES = r"(?:address(?:\sis|:)?|(?:lives?|living|resides?|moved|home)\s(?:at|to|is))\s{1,2}"
_NUMBER = r"(?<![\w.,$/-])\d{1,6}[a-z]?\s{1,2}(?:[nsew]\.?\s|(?:north|south|east|west)\s)?"
_NAMES = rf"(?:(?!{_NO_STREET}){_WORD}\s{{1,2}}){{1,3}}"
_CAPITALS = (
    r"(?<![\w.,$/-])\d{1,6}\s{1,2}(?:[NSEW]\.?\s{1,2})?(?:[A-Z][\w']{0,30}\s{1,2}){1,3}(?:Street|St|"
    r"Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Terrace|Parkway|"
    r"Pkwy|Highway|Hwy|Circle|Cir|Trail|Square)\b\.?"
)
_END = rf"\b\.?{_FLAT}?(?:{_TOWN})?"
_GERMAN_TOWN = r"(?:,?\s{1,2}(?:D-)?\d{5}(?:\s[A-Za-z][A-Za-z.-]{1,30}){1,2})"
_HOUSE = r"\s{1,2}\d{1,4}(?:\s?[a-h]\b)?(?![\w%\u20ac]|[.,]\d)"
_SPANISH_WAYS = (
    r"(?:calle|c/|avenida|avda\.?|avd\.?|av\.|paseo|p\.?o\.?\sde|plaza|pza\.?|pl\.|carretera|"
    r"ctra\.?|camino|ronda|travesia|glorieta)"
)
_COUNTED = r"days|dias|meses|anos|euros?|horas|semanas|hours|percent|members|rooms|people"
_SPANISH_NAME = (
    rf"(?!(?:{_NO_STREET}|durante|desde|hasta|por|con|sin|mas|menos|que|cada|solo)\b)"
    r"[a-z][\w.'-]{0,30}"
)
_PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"{_CAPITALS}(?i:{_FLAT}?(?:{_TOWN})?)", 0),
        (rf"{_NUMBER}{_NAMES}{_SURE}{_END}", re.IGNORECASE),
        # Half a word for a street, so that it takes a flat, a town or "lives at" to be one.
        (rf"{_NUMBER}{_NAMES}{_UNSURE}\b\.?(?:{_FLAT}(?:{_TOWN})?|{_TOWN})", re.IGNORECASE),
        (rf"{_LIVES}(?P<value>{_NUMBER}{_NAMES}{_UNSURE}{_END})", re.IGNORECASE),
        (
            r"(?<!\w)(?:[A-Z][\w.-]{1,30}\s)?[A-Za-z]{2,30}(?:strasse|str\.|stra\.|gasse|allee|"
            rf"platz|chaussee){_HOUSE}{_GERMAN_TOWN}?",
            re.IGNORECASE,
        ),
        (
            rf"(?<!\w)[a-z][\w.-]{{1,30}}\s(?:strasse|str\.|allee|platz|gasse|weg){_HOUSE}"
            rf"{_GERMAN_TOWN}",
            re.IGNORECASE,
        ),
        (
            rf"(?<!\w)(?:Strasse|Platz|Allee)\s(?:des|der|am)\s(?:\w{{1,30}}\.?\s){{1,3}}"
            rf"\d{{1,4}}(?!\w){_GERMAN_TOWN}?",
            0,
        ),
        (
            rf"(?<!\w)[A-Z][\w.-]{{1,30}}\s(?:Strasse|Str\.|Allee|Platz|Gasse|Weg|Ring|Damm|Ufer)"
            rf"{_HOUSE}{_GERMAN_TOWN}?",
            0,
        ),
        (rf"(?<!\w)[A-Z][a-z]{{2,30}}(?:weg|steig|pfad|stieg){_HOUSE}{_GERMAN_TOWN}?", 0),
        (
            r"(?<!\w)(?:am|an der|an den|auf der|auf dem|im|in der|in den|zum|zur|unter den|hinter"
            rf"|bei|alte|neue|[a-z]{{3,30}}(?:ring|damm|ufer|hof|weg|berg|markt|graben))"
            rf"(?:\s[a-z][a-z.-]{{1,30}}){{0,3}}{_HOUSE}{_GERMAN_TOWN}",
            re.IGNORECASE,
        ),
        (
            rf"(?<!\w){_SPANISH_WAYS}\s?(?:{_SPANISH_NAME}\s){{0,4}}{_SPANISH_NAME},?\s{{1,2}}"
            rf"(?:n\.?o?\.?\s?|num\.?\s)?\d{{1,4}}(?![\d%\u20ac]|[.,]\d|\s(?:{_COUNTED})\b)"
            r"(?:,?\s(?:piso\s)?\d{1,2}"
            r"\.?(?:o|a)?\.?\s?(?:[a-h]\b|izq\b\.?|dcha\b\.?|izda\b\.?)?(?!\d))?"
            r"(?:,?\s{1,2}\d{5}(?:\s[a-z][\w.-]{1,30}){1,3})?",
            re.IGNORECASE,
        ),
    )
)


def addresses(text: str) -> Iterator[IdentifierSpan]:
    """Yield street addresses in a folded text."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("value") if "value" in pattern.groupindex else match.span()
            yield IdentifierSpan("ADDRESS", start, end, match.start(), end)
