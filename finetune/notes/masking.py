"""Takes out of notes what says who a person is, so that a model cannot match persons instead.

Two notes of one person share name, age, race and address. A model that is asked for the next note
finds it by these alone, and has then learnt nothing of medicine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.expressions import replaced_words

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), mark)
    for pattern, mark in (
        # MIMIC's own placeholders carry invented names and dates that are stable within a person.
        (r"\[\*\*[^\[\n]*?\*\*\]", "[hidden]"),
        (r"\b\d{4}-\d{2}-\d{2}(?:[T ][\d:.+-]+)?\b", "[date]"),
        (r"\b\d{1,2}/\d{1,2}/\d{2,4}\b", "[date]"),
        (rf"\b{_MONTHS}\.? \d{{1,2}}(?:, ?\d{{4}})?\b", "[date]"),
        (r"\b(?:MRN|SSN|Medical Record Number)\W{0,3}[\d-]+", "[number]"),
        (r"\b\d+[- ](?:day|week|month|year)s?[- ]old\b|\bnewborn\b", "[age]"),
        (r"\b\d+ ?(?:y/?o|yrs?\.? old)\b", "[age]"),
        (r"\bat age \d+\b", "at [age]"),
        (r"\b(?:non-)?hispanic\b|\b(?:white|black|asian|caucasian|african[- ]american)\b", ""),
        (r"\b(?:native|hawaiian|latino|latina)\b", ""),
        (r"\b(?:male|female|man|woman|boy|girl|gentleman|lady)\b", "person"),
        (r"\b(?:he|she)\b", "they"),
        (r"\b(?:his|hers?|him)\b", "their"),
        (r"\b(?:mr|mrs|ms|miss)\.? [A-Z][a-z]+\b", "[name]"),
    )
)
_SENTENCE = re.compile(r"[^.\n]++\.?")
# Sentences that say nothing but where somebody stands in society.
_SOCIAL = re.compile(
    r"\bsocioeconomic\b|\bcurrently has (?:no insurance|unknown insurance|medicare|"
    r"medicaid|dual eligible|humana|aetna|anthem|cigna|unitedhealthcare|blue cross)|"
    r"\b(?:is|was) (?:married|single|divorced|widowed)\b|\b(?:hetero|homo|bi)sexual\b|"
    r"\bhigh school\b|\bcollege (?:courses|graduate)\b",
    re.IGNORECASE,
)
# Synthea writes names with a number: "Alva958".
_NUMBERED_NAME = re.compile(r"\b[A-Z][a-zA-Z'\u2019-]{1,60}\d+\b")
_BLANKS = re.compile(r"[ \t]+")
_EMPTY_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Masking:
    """What is taken out: names, dates, ages, sex, race, and sentences of social standing.

    `names` are further words to hide. This is for training without shortcuts, no de-identification:
    it must not be relied on where privacy does.
    """

    names: Sequence[str] = ()

    def __call__(self, text: str) -> str:
        """Return the text with neutral words in the places of what was taken out."""
        masked = _NUMBERED_NAME.sub("[name]", text)
        masked = replaced_words(masked, dict.fromkeys(self.names, "[name]"))
        masked = _SENTENCE.sub(_without_standing, masked)
        for pattern, mark in _PATTERNS:
            masked = pattern.sub(mark, masked)
        masked = _BLANKS.sub(" ", masked)
        return _EMPTY_LINES.sub("\n", masked).strip()


def _without_standing(sentence: re.Match[str]) -> str:
    """Leave a sentence out that says where somebody stands in society."""
    said = sentence.group()
    return "" if said.endswith(".") and _SOCIAL.search(said) else said


def unmasked(text: str) -> str:
    """Return the text as it is: for the comparison that shows what masking is for."""
    return text
