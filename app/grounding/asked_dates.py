"""Dates that a written sentence has from its question, not from its passage: doubted, no fault.

Whoever answers "he turns 26 on March 14" names that day again, and writes "December 15, 2026" where
the passage says "December 15". An amount that only the question names stays unsupported: a caller's
wrong amount must not be confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.domain.answers import Sentence, Support
from app.grounding.figures import figures, missing_figures, wrong_units
from app.grounding.names import missing_names
from app.grounding.support import SUPPORTED_OVERLAP, checked_text
from app.i18n import texts
from app.language.words import overlap
from knowledge.domain.passages import Passage

_DATE = re.compile(r"(?:(\d{4})-)?(\d\d-\d\d)")


def with_asked_dates(
    sentences: Sequence[Sentence], cited: Sequence[Passage], *, asked: str, year: int
) -> tuple[Sentence, ...]:
    """Return the sentences; those in which only such dates are missing are weak.

    `asked` is what the question says, `year` the one that the answer holds for; marker `[n]` names
    `cited[n - 1]`.
    """
    return tuple(_judged(each, cited, asked, year) for each in sentences)


def _judged(sentence: Sentence, cited: Sequence[Passage], asked: str, year: int) -> Sentence:
    if sentence.support is not Support.UNSUPPORTED or not sentence.markers:
        return sentence
    source = checked_text([cited[marker - 1] for marker in sentence.markers])
    missing = missing_figures(sentence.text, source)
    told = figures(asked)
    known = figures(source)
    if not missing or not all(_is_known(each, told, known, year) for each in missing):
        return sentence
    others = missing_names(sentence.text, f"{source}\n{asked}") or wrong_units(
        sentence.text, f"{source}\n{asked}"
    )
    if others or overlap(sentence.text, source) < SUPPORTED_OVERLAP:
        return sentence
    return replace(sentence, support=Support.WEAK, reason=texts.REASON_ASKED_DATE)


def _is_known(figure: str, told: frozenset[str], known: frozenset[str], year: int) -> bool:
    """Tell whether a figure is a day that the question names, or one of the passage with a year."""
    date = _DATE.fullmatch(figure)
    if date is None:
        return False
    in_year, day = date.groups()
    if any(each.endswith(day) and _DATE.fullmatch(each) for each in told):
        return True
    return day in known and in_year in {str(year), str(year + 1)}
