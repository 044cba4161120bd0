"""Sentences made wrong in one place, so that it is known what a checker should find."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class CorruptionKind(StrEnum):
    """What was made wrong; UNTOUCHED: nothing."""

    UNTOUCHED = "untouched"
    NUMBER = "number"
    NUMBER_OF_PASSAGE = "number, another of the passage"
    DATE = "date"
    UNIT = "unit"
    CODE = "code"
    NAME = "name"
    NAME_OF_PASSAGE = "name, another of the passage"
    NEGATION = "negation"
    MODALITY = "modality"
    ELSEWHERE = "sentence from elsewhere"


@dataclass(frozen=True, slots=True)
class ReplacementPool:
    """Where replacements come from: the cited text, and names, codes and sentences of others."""

    source: str
    names: Sequence[str]
    codes: Sequence[str]
    sentences: Sequence[str]


Corruption = Callable[[str, ReplacementPool, random.Random], str | None]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    rf"\b(?:(?:{_MONTH})(?: \d{{1,2}}(?:,? \d{{4}})?| \d{{4}})|\d{{1,2}} (?:{_MONTH})"
    r"(?: \d{4})?|\d{4}-\d{2}-\d{2}|(?<=in )(?:19|20)\d{2})\b"
)
_NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w/-]|[.,]\d)")
_CODE = re.compile(
    r"\b(?:[A-Z]+-?\d+(?:[.-]\d+)*[A-Z]*|\d+[A-Z]+|\d+(?:\.\d+){2,}|\d+(?:\.\d+)*\([a-z0-9]\))"
)
# Mid-sentence capitals only: what begins a sentence is a name or not.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z]{2,}(?: [A-Z][A-Za-z]+)*\b")
_UNITS = {
    "days": "weeks", "day": "week", "weeks": "months", "week": "month", "months": "years",
    "month": "year", "years": "months", "year": "month", "hours": "days", "hour": "day",
    "minutes": "hours", "minute": "hour", "seconds": "minutes", "mg": "g", "g": "kg", "kg": "g",
    "ml": "l", "cm": "m", "mm": "cm", "km": "m", "miles": "yards", "feet": "miles",
    "inches": "feet", "percent": "dollars", "dollars": "euros", "million": "billion",
    "billion": "million", "GB": "MB", "MB": "GB", "TB": "GB", "pounds": "tonnes",
}  # fmt: skip
_COUNTED = re.compile(
    rf"(?<=\d )({'|'.join(_UNITS)})\b"
    r"|(?<=\d)%|\$(?=\d)"
)
_SIGNS = {"%": " dollars", "$": "\u20ac"}
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|will|should|must|may|does|do|has been|would)\b")
_NOT = re.compile(r"\b(?:not |never )|n't\b")
_MODALS = {
    "must": "may", "shall": "may", "may": "must", "can": "must", "should": "need not",
    "required": "allowed", "cannot": "can", "always": "sometimes", "unless": "if", "only": "also",
}  # fmt: skip
# "Must not" says what "may not" says.
_MODAL = re.compile(rf"\b({'|'.join(_MODALS)})\b(?! not\b)")


def _number(sentence: str, around: ReplacementPool, chance: random.Random) -> str | None:
    match = _pick(_NUMBER, _DATE.sub(lambda m: "_" * len(m.group()), sentence), chance)
    if match is None:
        return None
    old = match.group()
    value = float(old.replace(",", ""))
    offered = set(re.findall(r"\d+(?:\.\d+)?", around.source.replace(",", "")))
    tries = (value + step for step in chance.sample((1, 2, 5, 10, 20, 7, 30), 7))
    new = next((f"{number:g}" for number in tries if f"{number:g}" not in offered), None)
    return new and _put(sentence, match, new)


def _number_of_passage(sentence: str, around: ReplacementPool, chance: random.Random) -> str | None:
    match = _pick(_NUMBER, _DATE.sub(lambda m: "_" * len(m.group()), sentence), chance)
    others = sorted(set(_NUMBER.findall(around.source)) - set(_NUMBER.findall(sentence)))
    return _put(sentence, match, chance.choice(others)) if match and others else None


def _date(sentence: str, around: ReplacementPool, chance: random.Random) -> str | None:
    match = _pick(_DATE, sentence, chance)
    if match is None:
        return None
    old = match.group()
    changes = [
        re.sub(_MONTH, lambda m: _MONTHS[(_MONTHS.index(m.group()) + 5) % 12], old),
        re.sub(r"\b\d{4}\b", lambda m: str(int(m.group()) + chance.randint(1, 9)), old),
        re.sub(r"\b\d{1,2}\b(?!-)", lambda m: str(int(m.group()) % 27 + 1), old),
    ]
    new = [each for each in changes if each != old and each not in around.source]
    return _put(sentence, match, chance.choice(new)) if new else None


def _unit(sentence: str, _: ReplacementPool, chance: random.Random) -> str | None:
    match = _pick(_COUNTED, sentence, chance)
    return _put(sentence, match, (_UNITS | _SIGNS)[match.group()]) if match else None


def _code(sentence: str, around: ReplacementPool, chance: random.Random) -> str | None:
    match = _pick(_CODE, sentence, chance)
    others = [code for code in around.codes if code not in around.source]
    return _put(sentence, match, chance.choice(others)) if match and others else None


def _name(sentence: str, around: ReplacementPool, chance: random.Random) -> str | None:
    match = _pick(_NAME, sentence, chance)
    source = around.source.lower()
    others = [name for name in around.names if name.lower() not in source]
    return _put(sentence, match, chance.choice(others)) if match and others else None


def _name_of_passage(sentence: str, around: ReplacementPool, chance: random.Random) -> str | None:
    match = _pick(_NAME, sentence, chance)
    others = sorted(name for name in set(_NAME.findall(around.source)) if name not in sentence)
    return _put(sentence, match, chance.choice(others)) if match and others else None


def _negation(sentence: str, _: ReplacementPool, chance: random.Random) -> str | None:
    if found := _NOT.search(sentence):
        return _put(sentence, found, "")
    match = _pick(_AUXILIARY, sentence, chance)
    return _put(sentence, match, f"{match.group()} not") if match else None


def _modality(sentence: str, _: ReplacementPool, chance: random.Random) -> str | None:
    match = _pick(_MODAL, sentence, chance)
    return _put(sentence, match, _MODALS[match.group()]) if match else None


def _elsewhere(_: str, around: ReplacementPool, chance: random.Random) -> str | None:
    return chance.choice(around.sentences) if around.sentences else None


CORRUPTIONS: dict[CorruptionKind, Corruption] = {
    CorruptionKind.NUMBER: _number,
    CorruptionKind.NUMBER_OF_PASSAGE: _number_of_passage,
    CorruptionKind.DATE: _date,
    CorruptionKind.UNIT: _unit,
    CorruptionKind.CODE: _code,
    CorruptionKind.NAME: _name,
    CorruptionKind.NAME_OF_PASSAGE: _name_of_passage,
    CorruptionKind.NEGATION: _negation,
    CorruptionKind.MODALITY: _modality,
    CorruptionKind.ELSEWHERE: _elsewhere,
}


def names_in(text: str) -> list[str]:
    """Return the names of a text that stand mid-sentence."""
    return _NAME.findall(text)


def codes_in(text: str) -> list[str]:
    """Return the codes of a text: letters with digits, numbered sections."""
    return _CODE.findall(text)


def _pick(pattern: re.Pattern[str], sentence: str, chance: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(sentence))
    return chance.choice(found) if found else None


def _put(sentence: str, match: re.Match[str], new: str) -> str:
    return f"{sentence[: match.start()]}{new}{sentence[match.end() :]}"
