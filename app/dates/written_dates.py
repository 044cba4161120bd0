"""Days as they are written or told from today on: "15. März", "3/15/2026", "next year"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

_NAMES = (
    "january jan januar enero",
    "february feb februar febrero",
    "march mar märz marzo",
    "april apr abril",
    "may mai mayo",
    "june jun juni junio",
    "july jul juli julio",
    "august aug agosto",
    "september sep sept septiembre setiembre",
    "october oct oktober okt octubre",
    "november nov noviembre",
    "december dec dezember dez diciembre",
)
MONTHS: Mapping[str, int] = {
    name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()
}
"""The number of each month by its name, in English, German and Spanish."""
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_MOST_MONTHS, _MOST_DAYS = 12, 31


@dataclass(frozen=True, slots=True)
class Day:
    """A day: `text` is YYYY-MM-DD, MM-DD without a year, YYYY-MM without a day.

    `readings` are what it may mean: "3/4/2026" is read as April as well as March.
    """

    text: str
    readings: frozenset[str]

    @property
    def parts(self) -> frozenset[str]:
        """What a whole day carries: "March 15", "in March 2026", "in 2026", "the 15th"."""
        whole = [day for day in self.readings if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)]
        parts = {part for d in whole for part in (d[5:], d[:7], d[:4], d[-2:].lstrip("0"))}
        years = {day[:4] for day in self.readings if re.match(r"\d{4}-", day)}
        return self.readings | parts | years


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day where a text names it: in which words, and at which character they begin."""

    day: Day
    words: str
    start: int


def _day(year: str | None, month: int, day: str) -> Day:
    month_and_day = f"{month:02d}-{int(day):02d}"
    text = f"{year}-{month_and_day}" if year else month_and_day
    return Day(text, frozenset({text}))


def _iso(match: re.Match[str]) -> Day:
    return Day(match.group(), frozenset({match.group()}))


def _month_first(match: re.Match[str]) -> Day:
    return _day(match[3], MONTHS[match[1].lower()], match[2])


def _day_first(match: re.Match[str]) -> Day:
    return _day(match[3], MONTHS[match[2].lower()], match[1])


def _month_of_year(match: re.Match[str]) -> Day:
    text = f"{match[2]}-{MONTHS[match[1].lower()]:02d}"
    return Day(text, frozenset({text}))


def _in_figures(match: re.Match[str]) -> Day | None:
    """Read "3/15/2026" (American, month first) and "15.3.2026" (day first)."""
    one, sign, two, year = int(match[1]), match[2], int(match[3]), match[4]
    pairs = [(one, two), (two, one)] if sign != "." else [(two, one)]
    days = [
        f"{year}-{month:02d}-{day:02d}"
        for month, day in pairs
        if 1 <= month <= _MOST_MONTHS and 1 <= day <= _MOST_DAYS
    ]
    return Day(days[0], frozenset(days)) if days else None


DATES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Day | None]], ...] = (
    (re.compile(r"\b\d{4}-\d{2}-\d{2}\b"), _iso),
    (re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b"), _in_figures),
    (
        re.compile(
            rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}})\b)?",
            re.IGNORECASE,
        ),
        _month_first,
    ),
    (
        re.compile(
            rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.?\u00ba|\.)?\s+(?:of\s+|de\s+)?({_MONTH})\b\.?"
            r"(?:,?\s+(?:del?\s+)?(\d{4})\b)?",
            re.IGNORECASE,
        ),
        _day_first,
    ),
    (
        re.compile(rf"\b({_MONTH})\b\.?(?:,| of| del?)?\s+(\d{{4}})\b", re.IGNORECASE),
        _month_of_year,
    ),
)
"""The ways in which days are written, each with how it is read, in the order to look for them."""


def days_in(text: str) -> dict[str, str]:
    """Return the days that a text names, each with the words in which it does."""
    return {each.day.text: each.words for each in days_apart(text)[0]}


def days_apart(text: str) -> tuple[list[WrittenDay], str]:
    """Return the days as they are written, and the text with blanks in their places."""
    found: list[WrittenDay] = []

    def taken_out(match: re.Match[str], read: Callable[[re.Match[str]], Day | None]) -> str:
        day = read(match)
        if day is None:
            return match.group()
        found.append(WrittenDay(day, match.group().rstrip(" .,"), match.start()))
        return " " * len(match.group())

    for pattern, read in DATES:
        text = pattern.sub(partial(taken_out, read=read), text)
    return found, text


def blanked(text: str, match: re.Match[str]) -> str:
    """Return the text with blanks in the place of a match."""
    return f"{text[: match.start()]}{' ' * len(match.group())}{text[match.end() :]}"


# Times told from today on: "next year", "letzten Monat", "mañana".


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


_NEW_YEAR = (
    r"(?:after|from|over|in) (?:the )?new[ -]year['\u2019]?s?(?: day| eve)?"
    r"|(?:nach|ab|an|über) neujahr|(?:im|ins) neuen? jahr"
    r"|(?:después|a partir|pasado) de(?:l)? año nuevo|en año nuevo|(?:en )?el año nuevo"
)
_OLD_YEAR = (
    r"(?:before|until|till|by) (?:the )?(?:new[ -]year['\u2019]?s?(?: eve)?|end of (?:the|this) "
    r"year|year(?:['\u2019]?s)?[ -]end)"
    r"|(?:vor|bis) (?:neujahr|jahresende|silvester)|antes de(?:l)? (?:año nuevo|fin de año)"
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


def _this_year(today: date) -> tuple[date, date]:
    return today, date(today.year, 12, 31)


RELATIVE_TIMES: tuple[RelativeTime, ...] = (
    RelativeTime(re.compile(rf"\b(?:{_OLD_YEAR})\b", re.I), _this_year),
    _told(re.compile(rf"\b(?:{_NEW_YEAR})\b", re.I), years=1),
    _told(re.compile(rf"\b(?:{NEXT_YEAR})\b", re.I), years=1),
    _told(re.compile(rf"\b(?:{LAST_YEAR})\b", re.I), years=-1),
    _told(re.compile(rf"\b(?:{_NEXT_MONTH})\b", re.I), months=1),
    _told(re.compile(rf"\b(?:{_LAST_MONTH})\b", re.I), months=-1),
    _told(re.compile(rf"\b(?:{_TOMORROW})\b", re.I), days=1),
    _told(re.compile(rf"\b(?:{_YESTERDAY})\b", re.I), days=-1),
    _told(re.compile(rf"\b(?:{_NOW})\b", re.I), is_now=True, days=0),
)
