"""Does a question ask what changed, and between which two days?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.dates.written_dates import LAST_YEAR, MONTHS, NEXT_YEAR

# English, German, Spanish. Infinitives are left out: "can I change my plan?", "kann ich wechseln?".
_CHANGE = re.compile(
    r"\b(?:chang(?:e|es|ed|ing)|differen(?:t|ce|ces)|differs?|what'?s new|what is new|anything new|"
    r"updated?|updates|"
    r"geändert|änderte?n?|ändert|änderung(?:en)?|verändert|unterschied(?:e|en)?|anders|neuerungen|"
    r"(?:was|etwas) (?:ist |gibt es |wird )?neue?s?|"
    r"cambi(?:a|an|ó|aron|ado|ados|o|os)|diferen(?:te|tes|cia|cias)|novedad(?:es)?|"
    r"(?:qué|algo) (?:hay )?(?:de )?nuevo)\b",
    re.IGNORECASE,
)
_YEAR = r"(?P<{}>(?:19|20)\d{{2}})"
_ONE, _TWO = _YEAR.format("one"), _YEAR.format("two")
_BETWEEN = re.compile(
    rf"\b(?:between|from|zwischen|von|entre|de)\s+{_ONE}\s+"
    rf"(?:and|to|until|und|auf|zu|bis|y|a|hasta)\s+{_TWO}",
    re.I,
)
_THAN = re.compile(
    r"\b(?:since|from|than in|than|compared (?:to|with)|versus|vs\.?|seit|gegenüber|als|"
    r"(?:im )?vergleich (?:zu|mit)|verglichen mit|desde|respecto (?:a|de)|comparad[oa] con|"
    rf"frente a|que en)\s+{_ONE}",
    re.I,
)
_FOR = re.compile(rf"\b(?:in|for|starting|with|ab|für|en|para|a partir de)\s+{_ONE}", re.I)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_SINCE_MONTH = re.compile(
    rf"\b(?:since|seit|desde)\s+(?P<month>{_MONTH})\b\.?(?:\s+(?:del?\s+)?(?P<year>(?:19|20)\d{{2}}))?",
    re.I,
)
_LAST_YEAR = re.compile(
    rf"\b(?:{LAST_YEAR}|a year ago|vor einem jahr|hace un año)\b", re.IGNORECASE
)
_NEXT_YEAR = re.compile(rf"\b(?:{NEXT_YEAR})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TwoDays:
    """The days whose rules are compared; `before` is the earlier one."""

    before: date
    after: date


def asks_for_change(question: str) -> bool:
    """Tell whether a question has a word of change in it, between whatever days."""
    return bool(_CHANGE.search(question))


def days_compared(question: str, as_of: date) -> TwoDays | None:
    """Return the two days that a question like "what changed since last year?" compares.

    None where it asks for no change or names no time: "can I change my plan?" is no such question.
    """
    if not asks_for_change(question):
        return None
    days = _days(question, as_of)
    return TwoDays(min(days), max(days)) if days and days[0] != days[1] else None


def _days(question: str, as_of: date) -> tuple[date, date] | None:
    if match := _BETWEEN.search(question):
        return _in_year(as_of, int(match["one"])), _in_year(as_of, int(match["two"]))
    if match := _SINCE_MONTH.search(question):
        return _before_month(match, as_of), as_of
    if match := _THAN.search(question):
        return _in_year(as_of, int(match["one"])), as_of
    return _days_by_year(question, as_of)


def _days_by_year(question: str, as_of: date) -> tuple[date, date] | None:
    if _LAST_YEAR.search(question):
        return _in_year(as_of, as_of.year - 1), as_of
    if _NEXT_YEAR.search(question):
        return as_of, _in_year(as_of, as_of.year + 1)
    if match := _FOR.search(question):
        year = int(match["one"])
        # "What changes in 2027?", asked in 2026, looks ahead; asked in 2027, it looks back.
        other = as_of if year > as_of.year else _in_year(as_of, year - 1)
        return other, _in_year(as_of, year)
    return None


def _before_month(match: re.Match[str], as_of: date) -> date:
    month = MONTHS[match["month"].lower()]
    year = int(match["year"]) if match["year"] else as_of.year - (month > as_of.month)
    return date(year, month, 1) - timedelta(days=1)


def _in_year(day: date, year: int) -> date:
    """Return the same day of another year; 28 February for a leap day."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=year, day=28 if leap_day else day.day)
