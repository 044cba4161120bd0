"""Writes a spreadsheet's values as a reader sees them: numbers by their format, dates as days."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from itertools import groupby

from ingest.loaders.number_formats import formatted
from ingest.loaders.outline import one_line

_UNSHOWN = re.compile(r'"[^"]*"|\\.|\[\$[^\[\]]*\]|_.|\*.|am/pm|a/p', re.I)
_ELAPSED = re.compile(r"\[(h{1,2}|m{1,2}|s{1,2})\]", re.I)
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MIDNIGHT = time()
_WHOLE = 10**15


def shown(value: object, number_format: str = "General") -> str:  # noqa: PLR0911 - a case each
    """Return a cell's value as the sheet shows it; a whole date always as year, month and day."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            text = formatted(value, number_format or "General")
            return _plain(value) if text is None else text
        case datetime():
            return _moment(value, number_format)
        case date():
            return _day(value, number_format)
        case time():
            return _clock(value, number_format)
        case timedelta():
            return _elapsed(value, number_format)
        case _:
            return one_line(str(value))


def is_elapsed(number_format: str) -> bool:
    """Tell a format that counts hours on past a day ("[h]:mm") from one of a time of day."""
    return _ELAPSED.search(number_format) is not None


def _moment(value: datetime, number_format: str) -> str:
    parts = _parts(number_format)
    if parts and not parts & set("ymd"):
        return _clock(value.time(), number_format)
    if value.time() == _MIDNIGHT or (parts and "h" not in parts):
        return _day(value.date(), number_format)
    return f"{value:%Y-%m-%d %H:%M}"


def _day(value: date, number_format: str) -> str:
    """Return a day; where the format leaves out the day or the year, so do we."""
    parts = _parts(number_format)
    month = _MONTHS.split()[value.month - 1]
    short = month if "mmmm" in number_format.lower() else month[:3]
    if parts == {"y"}:
        return f"{value:%Y}"
    if parts == {"m"}:
        return month
    if parts == {"y", "m"}:
        return f"{short} {value:%Y}"
    if parts == {"m", "d"}:
        return f"{value.day} {short}"
    if parts == {"d"}:
        named = "ddd" in number_format.lower()
        return _DAYS.split()[value.weekday()] if named else str(value.day)
    return value.isoformat()


def _parts(number_format: str) -> set[str]:
    """Return which of y, m (month), d, h a date's format shows; none for "General"."""
    bare = _UNSHOWN.sub("", number_format.split(";", 1)[0]).lower()
    if bare in ("", "general", "@"):
        return set()
    runs = [char for char, _ in groupby(char for char in bare if char in "ymdhs")]
    minutes = {
        i
        for i, char in enumerate(runs)
        if char == "m" and (runs[i - 1 : i] == ["h"] or runs[i + 1 : i + 2] == ["s"])
    }
    return {char for i, char in enumerate(runs) if i not in minutes and char != "s"}


def _clock(value: time, number_format: str) -> str:
    code = number_format.lower()
    seconds = ":%S" if "s" in _UNSHOWN.sub("", code) else ""
    if "am/pm" in code or "a/p" in code:
        return f"{value:%I:%M{seconds} %p}".lstrip("0")
    return f"{value:%H:%M{seconds}}"


def _elapsed(value: timedelta, number_format: str) -> str:
    """Return hours and minutes counted on past a day: 26:00."""
    found = _ELAPSED.search(number_format)
    seconds = round(abs(value.total_seconds()))
    minus = "-" if value.total_seconds() < 0 else ""
    unit = found.group(1)[0].lower() if found else "h"
    if unit == "s":
        return f"{minus}{seconds}"
    minutes, rest = divmod(seconds, 60)
    tail = f":{rest:02}" if "s" in number_format.lower() or rest else ""
    if unit == "m":
        return f"{minus}{minutes}{tail}"
    return f"{minus}{minutes // 60}:{minutes % 60:02}{tail}"


def _plain(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return f"{value:.12g}" if isinstance(value, float) else str(value)
