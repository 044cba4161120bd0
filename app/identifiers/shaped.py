"""Identifiers that their shape gives away; where there are check digits, they decide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from app.identifiers.spans import IdentifierSpan

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


# Numbers that prove themselves: cards, IBANs, tax, insurance and identity numbers.


_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_NIE_BEGINS = {"X": "0", "Y": "1", "Z": "2"}
_PENSION_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
# ISO 13616: how long a country's IBAN is.
_IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("SI",), 19),
    **dict.fromkeys(("AT", "EE", "LT", "LU"), 20),
    **dict.fromkeys(("CH", "CR", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "IE", "ME", "RS"), 22),
    **dict.fromkeys(("AE", "GI", "IL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "RO", "SE", "SK", "SA", "TN"), 24),
    **dict.fromkeys(("PT",), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("AL", "CY", "HU", "LB", "PL"), 28),
    **dict.fromkeys(("BR", "UA"), 29),
    **dict.fromkeys(("MT",), 31),
}
# The ranges of the large schemes (ISO/IEC 7812); years such as 2026 begin none.
_CARD_BEGINS = re.compile(
    r"4|5[0-8]|6|3[0456789]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720",
)


def is_card(digits: str) -> bool:
    """Tell whether digits are a payment card's number: a scheme's range and Luhn's check."""
    if not _CARD_BEGINS.match(digits) or len(set(digits)) == 1:
        return False
    doubled = sum(_cross_sum(int(digit) * 2) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0


def iban_length(code: str) -> int:
    """Return how many signs an IBAN of the country has that a text begins with; 0 for none."""
    return _IBAN_LENGTHS.get(code[:2].upper(), 0)


def is_iban(signs: str) -> bool:
    """Tell whether letters and digits are an IBAN (ISO 7064, mod 97)."""
    if len(signs) != iban_length(signs) or not signs[2:4].isdigit():
        return False
    moved = signs[4:] + signs[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def is_german_tax_id(digits: str) -> bool:
    """Tell whether eleven digits are a Steuer-ID (ISO 7064, mod 11,10; one digit is repeated)."""
    repeated = sorted(Counter(digits[:10]).values())[-2:]
    if digits[0] == "0" or repeated not in ([1, 2], [1, 3]):
        return False
    rest = 10
    for digit in digits[:10]:
        rest = ((int(digit) + rest) % 10 or 10) * 2 % 11
    return (11 - rest) % 10 == int(digits[10])


def is_german_health_id(number: str) -> bool:
    """Tell whether a letter and nine digits are a Krankenversichertennummer."""
    begin = f"{ord(number[0].upper()) - ord('A') + 1:02d}{number[1:9]}"
    total = sum(
        _cross_sum(int(digit) * weight) for digit, weight in zip(begin, (1, 2) * 5, strict=True)
    )
    return total % 10 == int(number[9])


def is_german_pension_id(number: str) -> bool:
    """Tell whether twelve signs are a Rentenversicherungsnummer."""
    letter = f"{ord(number[8].upper()) - ord('A') + 1:02d}"
    signs = f"{number[:8]}{letter}{number[9:11]}"
    total = sum(
        _cross_sum(int(digit) * weight)
        for digit, weight in zip(signs, _PENSION_WEIGHTS, strict=True)
    )
    return total % 10 == int(number[11])


def is_spanish_id(number: str) -> bool:
    """Tell whether a DNI (eight digits) or NIE (X, Y, Z and seven) ends in its own letter."""
    number = number.upper()
    digits = _NIE_BEGINS.get(number[0], number[0]) + number[1:-1]
    return _DNI_LETTERS[int(digits) % 23] == number[-1]


def _cross_sum(number: int) -> int:
    return sum(map(int, str(number)))


# Identifiers that their shape gives away; where there are check digits, they decide.


_EMAIL = re.compile(
    r"[\w.+%-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)[\w-]{1,63}(?:(?:\.|\s?[(\[]dot[)\]]\s?)[\w-]{1,63}){1,8}",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"(?<![\d.,$/#-])(?<!\d )(?!000|666)\d{3}(?: ?- ?|[ .])(?!00)\d{2}(?: ?- ?|[ .])(?!0000)\d{4}"
    r"(?![\w-]|[.,]\d)(?! \d)"
)
_MEDICARE_LETTER, _MEDICARE_SIGN = "[AC-HJKMNP-RT-Y]", "[AC-HJKMNP-RT-Y0-9]"
_MEDICARE = re.compile(
    rf"(?<![\w-])[1-9]{_MEDICARE_LETTER}{_MEDICARE_SIGN}\d[ -]?{_MEDICARE_LETTER}{_MEDICARE_SIGN}\d"
    rf"[ -]?{_MEDICARE_LETTER}{{2}}\d{{2}}(?![\w-])",
    re.IGNORECASE,
)
# Capitals and seven digits or more; trials and articles are numbered so, too.
_MEMBER = re.compile(
    r"(?<![A-Za-z0-9-])(?!NCT|PMC|PMID|DOI|ISBN|ISSN|RFC)(?:[A-Z]{2,4}-?\d{7,12}|[A-Z]-?\d{8,12})"
    r"(?:-\d{2})?(?![A-Za-z0-9])"
)
_CARD = re.compile(
    r"(?<![\w.,$/+-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?|"
    r"\d{4}([ -])\d{6}\2\d{5})(?![\w-])"
)
_IBAN = re.compile(r"(?<![\w-])[A-Z]{2}\d{2}(?=(?:[ -]?[A-Z0-9]){11})", re.IGNORECASE)
_SIGN_OF_IBAN = re.compile(r"[ -]?([A-Z0-9])", re.IGNORECASE)
_CHECKED: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("CARD", _CARD, is_card),
    ("TAX", re.compile(r"(?<![\w.,$/+-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\w-])"), is_german_tax_id),
    ("MEMBER", re.compile(r"(?<![\w-])[A-Z]\d{9}(?![\w-])", re.I), is_german_health_id),
    (
        "SSN",
        re.compile(r"(?<![\w-])\d{2} ?\d{6} ?[A-Z] ?\d{3}(?![\w-])", re.IGNORECASE),
        is_german_pension_id,
    ),
    (
        "IDCARD",
        re.compile(
            r"(?<![\w.-])(?:\d{8}|\d{2}\.\d{3}\.\d{3}|[XYZ][ -]?\d{7})[ -]?[A-Z](?![\w-])",
            re.IGNORECASE,
        ),
        is_spanish_id,
    ),
)
_NOT_SIGNS = re.compile(r"[\W_]+")
# What is numbered like a telephone or a person, and is neither.
_OTHERS = re.compile(
    r"(?<![a-z])(?:npi|ndc|ein|isbn|issn|omb|pmid|doi|sku|group|grp|gruppe|grupo|form|formular|"
    r"formulario|cpt|hcpcs|icd(?:-?10)?|drg|loinc|article|art|articulo|artikel|section|version|ver|"
    r"order|invoice|rechnung|factura|lot|docket|public law|routing|aba|plan)"
    r"(?:[ :.#-]{1,3}(?:number|no|nr|num|numero|nummer|code|id|control number))?[ :.#-]{0,3}$",
    re.IGNORECASE,
)
_LOOKED_BACK = 32


def shaped(text: str) -> Iterator[IdentifierSpan]:
    """Yield what looks like an identifier and is called nothing else."""
    for kind, pattern in (("EMAIL", _EMAIL), ("SSN", _SOCIAL), ("MEMBER", _MEDICARE)):
        yield from _found(text, kind, pattern)
    for kind, pattern, is_one in _CHECKED:
        for place in _found(text, kind, pattern):
            if is_one(_NOT_SIGNS.sub("", text[place.start : place.end])):
                yield place
    yield from _ibans(text)
    yield from _found(text, "MEMBER", _MEMBER)
    for pattern in PHONES:
        yield from _found(text, "PHONE", pattern)


def _found(text: str, kind: str, pattern: re.Pattern[str]) -> Iterator[IdentifierSpan]:
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - _LOOKED_BACK) : match.start()]
        if not _OTHERS.search(before):
            yield IdentifierSpan.alone(kind, match.start(), match.end())


def _ibans(text: str) -> Iterator[IdentifierSpan]:
    """Yield IBANs: as many signs as the country's have, in whatever groups, and mod 97."""
    for match in _IBAN.finditer(text):
        signs, end = match.group(), match.end()
        while len(signs) < iban_length(signs):
            following = _SIGN_OF_IBAN.match(text, end)
            if following is None:
                break
            signs, end = signs + following[1], following.end()
        if is_iban(signs):
            yield IdentifierSpan.alone("IBAN", match.start(), end)
