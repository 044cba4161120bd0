"""Times told from today on: "next year", "letzten Monat", "mañana"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_A_DAY = timedelta(days=1)
OF_A_PLAN = r"(?:plan|calendar|benefit|policy|coverage|fiscal)"
"""What may stand before "year"."""

NEXT_YEAR = (
    rf"(?:next|(?:the )?(?:coming|upcoming)) (?:{OF_A_PLAN} )?year(?:'s)?"
    r"|(?:nächste[snmr]?|kommende[snmr]?) (?:plan|kalender)?jahr(?:e?s)?"
    r"|(?:próximo|proximo) año|año (?:que viene|próximo|proximo)"
)
LAST_YEAR = (
    rf"(?:last|previous|the past) (?:{OF_A_PLAN} )?year(?:'s)?"
    r"|(?:letzte[snmr]?|vergangene[snmr]?|vorige[snmr]?) (?:plan|kalender)?jahr(?:e?s)?"
    r"|vorjahr(?:e?s)?|año (?:pasado|anterior)"
)
_NEXT_MONTH = (
    r"next month(?:'s)?|(?:nächste[nms]|kommende[nms]) monat(?:e?s)?"
    r"|(?:próximo|proximo) mes|mes (?:que viene|próximo|proximo)"
)
_LAST_MONTH = (
    r"last month(?:'s)?|(?:letzte[nms]|vergangene[nms]|vorige[nms]) monat(?:e?s)?"
    r"|vormonat(?:e?s)?|mes (?:pasado|anterior)"
)
# "Morgens" and "por la mañana" are hours, not the day after.
_TOMORROW = r"tomorrow(?:'s)?|morgen|(?<!la )(?<!esta )mañana"
_YESTERDAY = r"yesterday(?:'s)?|gestern|ayer"
_NOW = (
    rf"today(?:'s)?|this (?:{OF_A_PLAN} )?year(?:'s)?|currently|right now"
    r"|heute|diese[sm] jahr(?:e?s)?|aktuell|derzeit|momentan|hoy|este año|actualmente|ahora mismo"
)


@dataclass(frozen=True, slots=True)
class RelativeTime:
    """How a time is told, and which days it is, first and last, when it is said on a day."""

    pattern: re.Pattern[str]
    days: Callable[[date], tuple[date, date]]
    is_now: bool = False


def year_of(year: int) -> tuple[date, date]:
    """Return a year's first and last day."""
    return date(year, 1, 1), date(year, 12, 31)


def month_of(year: int, month: int) -> tuple[date, date]:
    """Return a month's first and last day."""
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return first, following - _A_DAY


def _around(moved: Mapping[str, int]) -> Callable[[date], tuple[date, date]]:
    def days(today: date) -> tuple[date, date]:
        if "years" in moved:
            return year_of(today.year + moved["years"])
        if "months" in moved:
            counted = 12 * today.year + today.month - 1 + moved["months"]
            return month_of(counted // 12, counted % 12 + 1)
        day = today + timedelta(days=moved["days"])
        return day, day

    return days


def _told(pattern: re.Pattern[str], *, is_now: bool = False, **moved: int) -> RelativeTime:
    return RelativeTime(pattern, _around(moved), is_now)


RELATIVE_TIMES: tuple[RelativeTime, ...] = (
    _told(re.compile(rf"\b(?:{NEXT_YEAR})\b", re.I), years=1),
    _told(re.compile(rf"\b(?:{LAST_YEAR})\b", re.I), years=-1),
    _told(re.compile(rf"\b(?:{_NEXT_MONTH})\b", re.I), months=1),
    _told(re.compile(rf"\b(?:{_LAST_MONTH})\b", re.I), months=-1),
    _told(re.compile(rf"\b(?:{_TOMORROW})\b", re.I), days=1),
    _told(re.compile(rf"\b(?:{_YESTERDAY})\b", re.I), days=-1),
    _told(re.compile(rf"\b(?:{_NOW})\b", re.I), is_now=True, days=0),
)
