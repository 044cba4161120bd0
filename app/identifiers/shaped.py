"""Identifiers that their shape gives away; where there are check digits, they decide.

All of this reads folded text (app/identifiers/folding.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from app.identifiers.check_digits import (
    iban_length,
    is_card,
    is_german_health_id,
    is_german_pension_id,
    is_german_tax_id,
    is_iban,
    is_spanish_id,
)
from app.identifiers.found import Place
from app.identifiers.phones import PHONES

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


def shaped(text: str) -> Iterator[Place]:
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


def _found(text: str, kind: str, pattern: re.Pattern[str]) -> Iterator[Place]:
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - _LOOKED_BACK) : match.start()]
        if not _OTHERS.search(before):
            yield Place.alone(kind, match.start(), match.end())


def _ibans(text: str) -> Iterator[Place]:
    """Yield IBANs: as many signs as the country's have, in whatever groups, and mod 97."""
    for match in _IBAN.finditer(text):
        signs, end = match.group(), match.end()
        while len(signs) < iban_length(signs):
            following = _SIGN_OF_IBAN.match(text, end)
            if following is None:
                break
            signs, end = signs + following[1], following.end()
        if is_iban(signs):
            yield Place.alone("IBAN", match.start(), end)
