"""Identifiers that the text itself calls so: "member id is ...", "geb. am ...", "DNI ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.identifiers.shaped import CALLED, PHONES
from app.identifiers.spans import IdentifierSpan

_MONTH = (
    r"(?:jan|feb|mar|mae|apr|may|mai|jun|jul|aug|sep|set|oct|okt|nov|dec|dez|ene|abr|ago|dic)"
    r"[a-z]{0,7}\.?"
)
_NUMBERS = (
    r"\d{1,2} ?[/.\- ] ?\d{1,2} ?[/.\- ] ?\d{4}|\d{4} ?[/.\- ] ?\d{1,2} ?[/.\- ] ?\d{1,2}|"
    r"\d{1,2} ?[/.\- ] ?\d{1,2} ?[/.\- ] ?\d{2}"
)
_WORDS = (
    rf"\d{{1,2}}(?:st|nd|rd|th|\.|o)?[ -]{{0,2}}(?:de |of )?{_MONTH}[ ,-]{{0,3}}(?:de |del )?"
    rf"(?:of )?\d{{2,4}}|{_MONTH}[ ,-]{{0,3}}\d{{1,2}}(?:st|nd|rd|th)?(?:[ ,-]{{1,3}}\d{{4}}|"
    rf"[ ,-]{{1,3}}\d{{2}}(?=\W))?(?!\d)|{_MONTH}[ ,-]{{0,3}}(?:de |del )?\d{{4}}"
)
WRITTEN_DAY = re.compile(rf"(?:{_NUMBERS}|{_WORDS})(?![\w-])", re.IGNORECASE)
"""A day with something between its parts; the year may be short, or lack after a month's name."""
ANY_DAY = re.compile(rf"(?:{_NUMBERS}|{_WORDS}|\d{{8}}|\d{{6}})(?![\w-])", re.IGNORECASE)
"""The same, and eight or six digits in a row: only what is called a day is one."""
YEARS = re.compile(r"(?:19|20)\d\d ?[-/] ?(?:(?:19|20)\d\d|\d\d)(?![\w-])")
"""A span of years: "2026-2027", "2026/27"."""


# What people call an identifier, in English, German and Spanish; accents and sharp s folded.


_NR = r"(?:nummern?|nrn?\b\.?|-nr\b\.?|-?id\b|-nummer)"


class Shape(StrEnum):
    """What has to stand beside a label, for it to be an identifier."""

    DAY = "day"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    SOCIAL = "social"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class IdentifierLabel:
    """Words that name a kind. Where they are no number's `own` name, a value must look like one.

    "MRN 48151" is a record number, "member 48151" may be none, "member id 48151" is one.
    """

    kind: str
    words: re.Pattern[str]
    shape: Shape = Shape.CODE
    own: bool = False


def _label(
    kind: str, words: str, shape: Shape = Shape.CODE, *, own: bool = False
) -> IdentifierLabel:
    pattern = re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z])", re.IGNORECASE)
    return IdentifierLabel(kind, pattern, shape, own)


LABELS = (
    _label(
        "DOB",
        r"dob|d\. ?o\. ?b\b\.?|date of birth|birth ?-?date|birth ?-?day|b-?day|born|"
        r"geburts-?(?:datum|tag)|geb\.? ?-?dat(?:um)?|geboren|geb\b\.?|"
        r"fecha (?:de )?nac(?:imiento|\.)?|f\. ?(?:de )?nac\b\.?|f\. ?n\.|fdn|nacid[oa]|nacio|naci|"
        r"cumpleanos|cumple",
        Shape.DAY,
    ),
    _label(
        "SSN",
        r"last (?:four|4)(?: digits)? of (?:(?:my|her|his|their|the) )?(?:ssn|social)|"
        r"ssn|ss ?\#|social security|social|soc\.? sec\b\.?|itin|"
        rf"(?:sozialversicherungs|rentenversicherungs|sv|rv){_NR}|rvnr|svnr|"
        r"seguridad social|afiliacion a la seguridad social|nuss|nss",
        Shape.SOCIAL,
    ),
    _label(
        "MRN",
        rf"mrn|medical record|med\.? rec\b\.?|patienten-?{_NR}|krankenakten{_NR}|"
        r"nhc|historia clinica",
        own=True,
    ),
    _label("MRN", r"patient|chart|paciente|historia|historial|expediente clinico"),
    _label(
        "MEMBER",
        rf"mbi|hicn|(?:kranken|renten|pflege)?(?:mitglieds?|versicherten|versicherungs|"
        rf"versicherungsschein|kunden|vertrags|policen?|personal|konto|kv)-?{_NR}|kvnr|egk",
        own=True,
    ),
    _label(
        "MEMBER",
        r"member(?:ship)?(?: ?id)?|subscriber|policy|policy ?holder|beneficiary|medicaid|medicare|"
        r"insured|insurance|enrollee|dependent|cardholder|certificate|employee|customer|account|acct|"
        r"mitglied|police|versicherung|socio|socia|afiliad[oa]|afiliacion|asegurad[oa]|miembro|"
        r"poliza|cliente|titular|tarjeta sanitaria|empleado|empleada|contrato|cip",
    ),
    _label(
        "CLAIM",
        rf"(?:schadens?|leistungsfall|fall|vorgangs)-?{_NR}|aktenzeichen|siniestro",
        own=True,
    ),
    _label("CLAIM", r"claims?|prior auth(?:orization)?|authorization|reclamacion|autorizacion"),
    _label(
        "TAX",
        rf"steuer-?(?:identifikations-?)?{_NR}|steuer-?id|steuernummer|idnr\b\.?",
        own=True,
    ),
    _label(
        "IDCARD",
        rf"passport|driver'?s? licen[cs]e|dni|nie|nif|pasaporte|documento de identidad|"
        rf"(?:personal)?ausweis-?(?:{_NR})?|reisepass-?(?:{_NR})?|fuhrerschein-?(?:{_NR})?",
    ),
    _label("IBAN", r"iban", Shape.IBAN),
    _label(
        "CARD",
        r"(?:credit |debit |payment )?card|visa|mastercard|amex|kreditkarten?-?(?:nummer|nr\b\.?)?|"
        r"kartennummer|tarjeta(?: de (?:credito|debito))?",
        Shape.CARD,
    ),
    _label(
        "PHONE",
        r"phone|telephone|tel|cell(?: ?phone)?|mobile|fax|call ?-?back|call(?:er|ed|ing)?|whatsapp|"
        r"telefon(?:-?(?:nummer|nr\b\.?))?|handy(?:-?(?:nummer|nr\b\.?))?|mobil(?:-?nummer)?|"
        r"ruckruf(?:nummer)?|rufnummer|anrufer(?:in)?|festnetz|telefono|tfno|tlf|movil|celular|"
        r"llama(?:r|da|nte)?|reach (?:me|him|her|them)",
        Shape.PHONE,
    ),
)
_JOINT_SIGNS = r"[ \t:=\#.,()\[\]\"'*_|-]"
_JOINT_WORDS = (
    r"card|number|numbers|no|n\.o|nos|nr|nummer|numero|num|id|ids|identification|identifier|is|was|ist|"
    r"war|lautet|es|era|of|de|del|la|el|on|at|in|am|vom|der|den|the|mit|dia|"
    r"last (?:four|4)|last|digits|ending"
)
JOINT = re.compile(
    rf"(?:\n? ?{_JOINT_SIGNS}{{0,4}}(?:{_JOINT_WORDS})(?![a-z0-9])){{0,5}}"
    rf"(?: ?\([mdytja/. -]{{4,12}}\))?{_JOINT_SIGNS}{{0,4}}\n?[ \t]{{0,2}}",
    re.IGNORECASE,
)
"""What may stand between a label and its value: "number is", "no.:", "Nr."."""
NAMING = re.compile(
    r"\#|(?<![a-z])(?:number|no|nr|nummer|numero|num|id|identification|identifier)(?![a-z])",
    re.IGNORECASE,
)
"""What in a joint says that a number follows."""
_WHOSE = (
    r"the|my|his|her|their|our|your|caller's|member's|patient's|customer's|an?|"
    r"der|die|das|seine?|ihre?|meine?|su|mi|el|la"
)
STRAIGHT_AFTER = re.compile(r"[ \t]{1,2}$")
TOLD_AFTER = re.compile(
    rf"[ \t]{{0,2}}(?:\(|(?:is|was|ist|war|es)[ \t]{{1,2}}(?:(?:{_WHOSE})[ \t]{{1,2}}){{0,2}})$",
    re.IGNORECASE,
)
"""What stands between a value and a label after it: "884412907 is her", "03/14/1985 (".

After a day no more than a blank does: "03/14/1985 DOB", "am 14.03.1985 geboren"."""


# Identifiers that the text itself calls so: "member id is ...", "geb. am ...", "DNI ...".


_TOKEN = re.compile(r"[A-Z0-9](?:[A-Z0-9]|[-/.](?=[A-Z0-9])){1,39}(?![\w@])", re.IGNORECASE)
_NEXT_GROUP = re.compile(r"(?: |  | - )[A-Z]{0,3}\d{1,9}[A-Z]{0,2}(?![\w.,/%-])", re.IGNORECASE)
_SOCIAL = re.compile(
    r"(?:\d{3}(?: ?[-./] ?| {0,2})\d{2}(?: ?[-./] ?| {0,2})\d{4}|"
    r"\d{2} ?/? ?\d{6} ?[A-Z] ?\d{3}|\d{2} ?[-/]? ?\d{8} ?[-/]? ?\d{2})(?![\w-])",
    re.IGNORECASE,
)
_LAST_FOUR = re.compile(r"\d{4}(?![\w-])")
_IBAN = re.compile(
    r"[A-Z]{2}\d{2}(?:[ -](?=[A-Z]{0,3}\d)[A-Z0-9]|[A-Z0-9]){3,32}(?![\w-])", re.IGNORECASE
)
_CARD = re.compile(r"\d(?:[ -]?\d){12,18}(?![\w-])")
_SHAPES = {Shape.DAY: ANY_DAY, Shape.SOCIAL: _SOCIAL, Shape.CARD: _CARD, Shape.IBAN: _IBAN}
_AMOUNT_OR_YEAR = re.compile(r"\d{1,9}[.,]\d{1,2}|(?:19|20)\d\d")
# What begins a member's number and is set apart from its digits.
_MARK = re.compile(r"[A-Z]{2,4}")
_ENDING = re.compile(r"\b(?:last|ending)\b", re.IGNORECASE)
_LOOKED_BACK = 60
_LIMIT = re.compile(
    r"(?<![a-z])(?:vor|nach|ab|bis|seit|before|after|since|until) (?:(?:dem|zum|the) )?$",
    re.IGNORECASE,
)
_LIMIT_LENGTH = 12
"""Rules name a day as a limit: "wer vor dem 1. Januar 1964 geboren ist"."""
_GROUPS = 5
# A number that is called one, and one that merely follows "member" or "claim".
_NAMED_DIGITS, _FOLLOWING_DIGITS, _FOLLOWING_SIGNS = 4, 5, 6
_WHOLE_DIGITS, _GROUPED_DIGITS = 7, 9


def labelled(text: str) -> Iterator[IdentifierSpan]:
    """Yield what is named as an identifier, before or after it."""
    for label in LABELS:
        for match in label.words.finditer(text):
            place = _after(text, label, match) or _before(text, label, match)
            if place is not None:
                yield place


def _after(text: str, label: IdentifierLabel, match: re.Match[str]) -> IdentifierSpan | None:
    joint = JOINT.match(text, match.end())
    if joint is None:
        return None
    start = joint.end()
    end = _value_end(text, start, label, match.group() + joint.group())
    return IdentifierSpan(label.kind, start, end, match.start(), end) if end else None


def _before(text: str, label: IdentifierLabel, match: re.Match[str]) -> IdentifierSpan | None:
    """Read what stands before a label: "884412907 is her member id", "03/14/1985 (DOB)"."""
    back = max(0, match.start() - _LOOKED_BACK)
    between = text[back : match.start()]
    told = TOLD_AFTER.search(between)
    if told is None and label.shape is Shape.DAY:
        told = STRAIGHT_AFTER.search(between)
    if told is None:
        return None
    end = back + told.start()
    for token in re.finditer(r"(?<![\w.,/-])[A-Za-z0-9+(]", text[back:end]):
        start = back + token.start()
        if label.shape is Shape.DAY and _LIMIT.search(text, max(0, start - _LIMIT_LENGTH), start):
            return None
        if _value_end(text[:end], start, label, "id") == end:
            return IdentifierSpan(label.kind, start, end, start, match.end())
    return None


def _value_end(text: str, start: int, label: IdentifierLabel, said: str) -> int:
    """Return where the value ends that begins here after what was said of it; 0 where none does."""
    if label.shape is Shape.CODE:
        return _code_end(text, start, named=label.own or bool(NAMING.search(said)))
    if label.shape is Shape.PHONE:
        return _phone_end(text, start)
    last_four = label.shape is Shape.SOCIAL and _ENDING.search(said)
    pattern = _LAST_FOUR if last_four else _SHAPES[label.shape]
    return _end(pattern.match(text, start))


def _phone_end(text: str, start: int) -> int:
    if WRITTEN_DAY.match(text, start) or YEARS.match(text, start):
        return 0
    for pattern in PHONES:
        if found := pattern.match(text, start):
            return found.end()
    return _end(CALLED.match(text, start))


def _code_end(text: str, start: int, *, named: bool) -> int:
    """Return the end of a code: a token with digits, and the groups that follow a short one."""
    token = _TOKEN.match(text, start)
    if token is None or _is_something_else(text, start, token.group()):
        return 0
    if not _digits(token.group()) and not _MARK.fullmatch(token.group()):
        return 0
    end, grouped = token.end(), 0
    while named and grouped < _GROUPS:
        digits = _digits(text[start:end])
        # What is set in groups goes on a little longer.
        if digits >= (_GROUPED_DIGITS if grouped else _WHOLE_DIGITS):
            break
        group = _NEXT_GROUP.match(text, end)
        if group is None:
            break
        end, grouped = group.end(), grouped + 1
    value = text[start:end]
    if named:
        return end if _digits(value) >= _NAMED_DIGITS else 0
    signs = sum(sign.isalnum() for sign in value)
    return end if _digits(value) >= _FOLLOWING_DIGITS and signs >= _FOLLOWING_SIGNS else 0


def _is_something_else(text: str, start: int, token: str) -> bool:
    """Tell whether it is a day, a year or several, or an amount."""
    day = WRITTEN_DAY.match(text, start) or YEARS.match(text, start)
    return bool(day or _AMOUNT_OR_YEAR.fullmatch(token))


def _digits(value: str) -> int:
    return sum(sign.isdigit() for sign in value)


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0
