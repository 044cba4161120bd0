"""Numbers as they are written - "1,200.50", "1.234,50", "thirty-five", "dreißig" - in one form."""

from __future__ import annotations

import re

_AMERICAN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_DECIMAL_COMMA = re.compile(r"(?<!\d)\d++,(?:\d{1,2}|\d{4,})")
_DECIMAL_POINT = re.compile(r"(?<!\d)\d++\.\d++")
_EITHER = re.compile(r"\d{1,3}\.\d{3}")
_UNITS = (
    ("two", "zwei", "dos"),
    ("three", "drei", "tres"),
    ("four", "vier", "cuatro"),
    ("five", "fünf", "cinco"),
    ("six", "sechs", "seis"),
    ("seven", "sieben", "siete"),
    ("eight", "acht", "ocho"),
    ("nine", "neun", "nueve"),
)
_TEENS = (
    ("ten", "zehn", "diez"),
    # Spanish "once" is left to English, where it is no number.
    ("eleven", "elf"),
    ("twelve", "zwölf", "doce", "dozen", "dutzend", "docena"),
    ("thirteen", "dreizehn", "trece"),
    ("fourteen", "vierzehn", "catorce"),
    ("fifteen", "fünfzehn", "quince"),
    ("sixteen", "sechzehn", "dieciséis"),
    ("seventeen", "siebzehn", "diecisiete"),
    ("eighteen", "achtzehn", "dieciocho"),
    ("nineteen", "neunzehn", "diecinueve"),
)
_TENS = (
    ("twenty", "zwanzig", "veinte"),
    ("thirty", "dreißig", "dreissig", "treinta"),
    ("forty", "vierzig", "cuarenta"),
    ("fifty", "fünfzig", "cincuenta"),
    ("sixty", "sechzig", "sesenta"),
    ("seventy", "siebzig", "setenta"),
    ("eighty", "achtzig", "ochenta"),
    ("ninety", "neunzig", "noventa"),
)
_ONES = {"one": 1, "ein": 1, "uno": 1}
_SMALL = {word: n for n, names in enumerate(_UNITS, start=2) for word in names}
_ROUND = {word: n * 10 for n, names in enumerate(_TENS, start=2) for word in names}
_WHOLE = (
    {"zero": 0, "one": 1, "hundred": 100, "hundert": 100, "cien": 100}
    | _SMALL
    | {word: n for n, names in enumerate(_TEENS, start=10) for word in names}
    | _ROUND
)
_BELOW_TEN = "|".join(sorted(_SMALL | _ONES, key=len, reverse=True))
_FULL_TENS = "|".join(sorted(_ROUND, key=len, reverse=True))
_FIRST_TENS = re.compile(rf"\b({_FULL_TENS})(?:[ -]| y )({_BELOW_TEN})\b")
_GERMAN = re.compile(rf"\b({_BELOW_TEN})und({_FULL_TENS})\b")
_HUNDREDS = re.compile(rf"\b({_BELOW_TEN}) (?:hundred|hundert)\b")
_WORD = re.compile(r"[^\W\d_]+")
_MAGNITUDES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_LARGE = re.compile(rf"(?<![\d.,])[.,]*+(\d[\d.,]*+)[ -]({'|'.join(_MAGNITUDES)})s?\b")
_IN_ORDER = "first second third fourth fifth sixth seventh eighth ninth tenth"
_RANKS = {word: str(number) for number, word in enumerate(_IN_ORDER.split(), start=1)}
# "One" is more often a pronoun than a figure, so it is offered by a passage but never demanded.
NOT_DEMANDED = frozenset({"0", "1"})


def plain_number(written: str) -> str:
    """Return a number without separators of thousands and closing zeros: "1.234,50" is 1234.5.

    What is no number stays as it is.
    """
    if _AMERICAN.fullmatch(written):
        written = written.replace(",", "")
    elif _EUROPEAN.fullmatch(written):
        written = written.replace(".", "").replace(",", ".")
    elif _DECIMAL_COMMA.fullmatch(written):
        written = written.replace(",", ".")
    if _DECIMAL_POINT.fullmatch(written):
        written = written.rstrip("0").rstrip(".")
    return written


def readings(written: str) -> frozenset[str]:
    """Return what a number may be: "1.500" is 1.5 in English and 1500 in German."""
    other = {written.replace(".", "")} if _EITHER.fullmatch(written) else set()
    return frozenset({plain_number(written)} | other)


def spelled_numbers(text: str) -> frozenset[str]:
    """Return the numbers that stand as words, in English, German and Spanish."""
    text = text.lower()
    found: set[int] = set()

    def note(match: re.Match[str], value: int) -> str:
        found.add(value)
        return " "

    every = _SMALL | _ONES
    text = _FIRST_TENS.sub(lambda m: note(m, _ROUND[m[1]] + every[m[2]]), text)
    text = _GERMAN.sub(lambda m: note(m, every[m[1]] + _ROUND[m[2]]), text)
    text = _HUNDREDS.sub(lambda m: note(m, every[m[1]] * 100), text)
    found |= {_WHOLE[word] for word in _WORD.findall(text) if word in _WHOLE}
    return frozenset(str(number) for number in found)


def spelled_ranks(text: str) -> frozenset[str]:
    """Return the numbers that "third" and "fourth" stand for."""
    return frozenset(_RANKS[word] for word in _WORD.findall(text.lower()) if word in _RANKS)


def written_out(text: str) -> frozenset[str]:
    """Return the numbers that large ones stand for: "1.5 million" is 1500000."""
    return frozenset(
        f"{float(plain_number(m[1].rstrip('.,'))) * _MAGNITUDES[m[2].lower()]:.0f}"
        for m in _LARGE.finditer(text.lower())
        if re.fullmatch(r"\d++(?:\.\d++)?", plain_number(m[1].rstrip(".,")))
    )
