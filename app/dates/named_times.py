"""The days, months and years that a question names, each as the days from its first to its last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.dates.written_dates import (
    MONTHS,
    OF_A_PLAN,
    RELATIVE_TIMES,
    Day,
    WrittenDay,
    blanked,
    days_apart,
    month_of,
    year_of,
)
from app.i18n.languages import Language, current
from knowledge.lexical.languages import language_of

# What lies further off is a birth, a law or a number: no day for which somebody asks about rules.
_YEARS_BACK, _YEARS_AHEAD = 25, 10
_DECEMBER = 12
_SOON_MONTHS = 4
"""A month without a year and a tense that lies further off may as well be the last one."""
_CENTURY = 2000


class TimeForm(StrEnum):
    """How a time is written, which decides what must stand around it."""

    DAY = "1 March 2027"
    MONTH = "March 2027"
    YEAR = "2027"
    RELATIVE = "next year"
    NOW = "today"


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A time in a question, both days inclusive, and where it stands there."""

    first: date
    last: date
    form: TimeForm
    words: str
    start: int

    @property
    def end(self) -> int:
        """The character after its last."""
        return self.start + len(self.words)

    def holds(self, day: date) -> bool:
        """Tell whether it is this day, or a time around it."""
        return self.first <= day <= self.last

    def day(self, today: date) -> date:
        """Return the day that it stands for: the one of its days that is nearest to today."""
        return min(max(today, self.first), self.last)


_YEAR = re.compile(
    r"(?<![\w$€£#./,'\u2019\u2013-])"
    rf"(?:(?:{OF_A_PLAN} )?year |(?:plan|kalender)?jahr(?:e?s)? |año )?"
    rf"(20\d\d)(?: {OF_A_PLAN} year)?"
    r"(?![\w%$€£]|[.,/\u2013-]\w|\s*[/\u2013-]\s*\d|\s(?:euros?|dollars?|usd|eur)\b)",
    re.IGNORECASE,
)
# Only after "on" and the like: "Rule 4.7.23" is no day.
_SHORT_YEAR = re.compile(
    r"\b(?:on|as of|from|effective|am|ab|zum|el|al) "
    r"(?P<day>(\d{1,2})([./])(\d{1,2})\3(2\d))(?![\w/-]|\.\d)",
    re.IGNORECASE,
)
# With two strokes it is a day wherever it stands.
_STROKES = re.compile(r"(?<![\w./-])(?P<day>(\d{1,2})(/)(\d{1,2})/(2\d))(?![\w/-]|\.\d)")
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH_ALONE = re.compile(rf"(?<=\b[ie][mn] )({_NAMES})\b(?!\.?,?\s*\d)", re.IGNORECASE)
_FROM_THEN_ON = re.compile(
    r"\b(?:from|starting(?: on)?|as of|effective|ab|a partir del?)\s{1,2}$", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:was|were|did|war|waren|galt|betrug|kostete|era|fue|costaba)\b", re.I)
_FUTURE = re.compile(r"\b(?:will|será|serán|costará|cubrirán?)\b", re.I)


def named_times(question: str, today: date) -> list[NamedTime]:
    """Return the times that a question names, in their order there.

    A day or a month without a year counts where the question's tense tells which year it is.
    """
    written, rest = days_apart(question)
    found = [time for each in written if (time := _written(each, question, today))]
    for relative in RELATIVE_TIMES:
        form = TimeForm.NOW if relative.is_now else TimeForm.RELATIVE
        for match in relative.pattern.finditer(rest):
            found.append(NamedTime(*relative.days(today), form, match.group(), match.start()))
            rest = blanked(rest, match)
    found += [*_short_years(rest, question), *_years(rest), *_months_alone(rest, today)]
    return sorted((t for t in found if _is_near(t, today)), key=lambda time: time.start)


def _written(each: WrittenDay, question: str, today: date) -> NamedTime | None:
    first, *others = _reading(each.day, question).split("-")
    if len(others) == 1 and len(first) == len("2027"):
        days = _month(int(first), int(others[0]))
        form = TimeForm.MONTH
    elif len(others) == 1:
        led_on = bool(_FROM_THEN_ON.search(question[: each.start]))
        days = _tense_day(question, int(first), int(others[0]), today, led_on=led_on)
        form = TimeForm.DAY
    else:
        days = _day(int(first), int(others[0]), int(others[1]))
        form = TimeForm.DAY
    return NamedTime(*days, form, each.words, each.start) if days else None


def _reading(day: Day, question: str) -> str:
    """Return what a day means: "3/4/2026" is 4 March in English, 3 April in other languages."""
    if len(day.readings) == 1:
        return day.text
    other = next(iter(day.readings - {day.text}))
    return day.text if _reads_month_first(question) else other


def _reads_month_first(question: str) -> bool:
    language = language_of(question, ("english", "german", "spanish"))
    return language == "english" if language else current() is Language.ENGLISH


def _day(year: int, month: int, day: int) -> tuple[date, date] | None:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _month(year: int, month: int) -> tuple[date, date] | None:
    return month_of(year, month) if 1 <= month <= _DECEMBER else None


def _tense_day(
    question: str, month: int, day: int, today: date, *, led_on: bool
) -> tuple[date, date] | None:
    """Return the day of the year that the tense tells; from it on (`led_on`), the next such day."""
    year = _tense_year(question, (month, day), today)
    if year is None and led_on and not _PAST.search(question):
        year = today.year + ((month, day) < (today.month, today.day))
    return _day(year, month, day) if year else None


def _tense_year(question: str, month_and_day: tuple[int, int], today: date) -> int | None:
    """Return the latest such year for "was", the next one for "will", None for neither."""
    past, future = bool(_PAST.search(question)), bool(_FUTURE.search(question))
    now = (today.month, today.day)
    if past == future:
        return None
    return today.year - (month_and_day > now) if past else today.year + (month_and_day < now)


def _short_years(text: str, question: str) -> Iterator[NamedTime]:
    """Yield days such as "3/1/27"."""
    led = list(_SHORT_YEAR.finditer(text))
    begun = {match.start("day") for match in led}
    bare = (match for match in _STROKES.finditer(text) if match.start("day") not in begun)
    for match in (*led, *bare):
        one, two = int(match[2]), int(match[4])
        american = match[3] == "/" and _reads_month_first(question)
        month, day = (one, two) if american else (two, one)
        if days := _day(_CENTURY + int(match[5]), month, day):
            yield NamedTime(*days, TimeForm.DAY, match["day"], match.start("day"))


def _years(text: str) -> Iterator[NamedTime]:
    for match in _YEAR.finditer(text):
        yield NamedTime(*year_of(int(match[1])), TimeForm.YEAR, match.group(), match.start())


def _months_alone(text: str, today: date) -> Iterator[NamedTime]:
    for match in _MONTH_ALONE.finditer(text):
        month = MONTHS[match[1].lower()]
        year = _tense_year(text, (month, today.day), today)
        if year is None and not _PAST.search(text):
            year = _coming_year(month, today)
        if year is not None:
            yield NamedTime(*month_of(year, month), TimeForm.MONTH, match.group(), match.start())


def _coming_year(month: int, today: date) -> int | None:
    """Return the year of the month that comes soon ("in february, auth needed?"); else None."""
    months_ahead = (month - today.month) % _DECEMBER
    return today.year + (month < today.month) if months_ahead <= _SOON_MONTHS else None


def _is_near(time: NamedTime, today: date) -> bool:
    return today.year - _YEARS_BACK <= time.first.year <= today.year + _YEARS_AHEAD
