"""Identifiers that the text itself calls so: "member id is ...", "geb. am ...", "DNI ...".

All of this reads folded text (app/identifiers/folding.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.identifiers.dates import ANY_DAY, WRITTEN_DAY, YEARS
from app.identifiers.found import Place
from app.identifiers.labels import JOINT, LABELS, NAMING, STRAIGHT_AFTER, TOLD_AFTER, Label, Shape
from app.identifiers.phones import CALLED, PHONES

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


def labelled(text: str) -> Iterator[Place]:
    """Yield what is named as an identifier, before or after it."""
    for label in LABELS:
        for match in label.words.finditer(text):
            place = _after(text, label, match) or _before(text, label, match)
            if place is not None:
                yield place


def _after(text: str, label: Label, match: re.Match[str]) -> Place | None:
    joint = JOINT.match(text, match.end())
    if joint is None:
        return None
    start = joint.end()
    end = _value_end(text, start, label, match.group() + joint.group())
    return Place(label.kind, start, end, match.start(), end) if end else None


def _before(text: str, label: Label, match: re.Match[str]) -> Place | None:
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
            return Place(label.kind, start, end, start, match.end())
    return None


def _value_end(text: str, start: int, label: Label, said: str) -> int:
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
