"""The figures of a text - numbers, dates, times, codes - in one form, so that they compare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.checking.calendar_days import Day, days_apart
from app.checking.numerals import (
    NOT_DEMANDED,
    plain_number,
    readings,
    spelled_numbers,
    spelled_ranks,
    written_out,
)
from knowledge.expressions import stands_in

_TIME = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?[ \u202f]?(?P<half>[ap])\.? ?m\b\.?"
    r"|\b(?P<hour24>\d{1,2}):(?P<minute24>\d{2})\b(?![:/])",
    re.IGNORECASE,
)
# Letters before the digits make a code one figure ("HL-214"): another code with the same digits
# is another one. A prefix in small letters does not ("mid-2026").
_CODE = re.compile(r"(?<![^\W_])[A-Z]{1,6}[a-z]?-\d[^\W_]*+(?:[.-][^\W\d_]*+\d[^\W_]*+)*")
# Each run of letters and digits is read once and from its beginning.
_FIGURE = re.compile(
    r"(?<![^\W_])[^\W\d_]*+\d[^\W_]*+(?:[.,:/\-\u2013][^\W\d_]*+\d[^\W_]*+)*"
    r"(?:\([a-z0-9]{1,3}\))*"
)
_TIMES = re.compile(
    r"\b(?:two|three|four|[234]) times (?=a\b|per\b|daily|each|every)", re.IGNORECASE
)
_BRANCH = re.compile(r"\([a-z0-9]{1,3}\)")
_ORDINAL = re.compile(r"(?<!\d)(\d++)(?:st|nd|rd|th)$")
_RANGE = re.compile(r"(?<![\d.,])(\d[\d.,]*+)[-\u2013](\d[\d.,]*+)")
_NOON, _WHOLE_HOUR = 12, 2


def figures(text: str) -> frozenset[str]:
    """Return the figures that the text demands of its source: "1,200.00" as 1200, dates as days."""
    days, times, rest = _apart(text)
    spelled = spelled_numbers(rest) - NOT_DEMANDED
    numbers = {_canonical(figure) for figure in _written(rest)}
    clock = {_on_the_clock(time) for time in times}
    return frozenset({day.text for day in days} | clock | numbers | spelled)


def missing_figures(text: str, source: str) -> tuple[str, ...]:
    """Return the figures of `text` that do not occur in `source`, sorted."""
    offered, joined = _offered(source)
    days, times, rest = _apart(text)
    missing = {day.text for day in days if not day.readings & offered}
    missing |= {time for time in times if not _hours(time) & offered}
    for figure in _written(rest):
        if ({_canonical(figure)} | readings(figure)) & offered:
            continue
        if not _is_offered_otherwise(figure, offered, source, joined):
            missing.add(_canonical(figure))
    spelled = spelled_numbers(rest) - NOT_DEMANDED
    return tuple(sorted(missing | (spelled - offered)))


def _is_offered_otherwise(figure: str, offered: set[str], source: str, joined: str) -> bool:
    """Tell whether a range's ends, a code without its hyphens or a rule's branch are there."""
    if ends := _RANGE.fullmatch(figure):
        return all(readings(end) & offered for end in ends.groups())
    if branches := _BRANCH.findall(figure):
        if stands_in(_bare(figure), source):
            return True  # "401k"
        stem = figure[: figure.index("(")]
        return _canonical(stem) in offered and all(branch in source for branch in branches)
    letters = any(character.isalpha() for character in figure)
    return letters and _bare(figure) in joined


def _offered(source: str) -> tuple[set[str], str]:
    """Return the figures of a source with all that they may be read as, and its bare letters."""
    days, times, rest = _apart(source)
    offered = {part for day in days for part in day.parts}
    offered |= {part for time in times for part in _parts_of_time(time)}
    offered |= spelled_numbers(rest) | spelled_ranks(rest) | written_out(source)
    for figure in _written(rest):
        for part in (figure, *re.split(r"[-\u2013/:()]", figure)):
            offered |= {_canonical(part)} | readings(part) | _hours(f"{part}:00")
    return offered, _bare(source)


def _apart(text: str) -> tuple[list[Day], set[str], str]:
    """Return the days, the times, and the rest with blanks in their places.

    A time is HH:MM, but H:MM as it is written where it does not say which half of the day.
    """
    # "Two times a day" is "twice a day": how often is compared by app/checking/rivals.py.
    text = _TIMES.sub(lambda match: " " * len(match.group()), text)
    found, text = days_apart(text)
    days = [each.day for each in found]
    times: set[str] = set()

    def taken_out(match: re.Match[str]) -> str:
        time = _time(match)
        times.update([time] if time else [])
        return " " * len(match.group()) if time else match.group()

    return days, times, _TIME.sub(taken_out, text)


def _time(match: re.Match[str]) -> str:
    if match["half"] is None:
        return f"{int(match['hour24'])}:{match['minute24']}"
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour > _NOON:
        return ""
    later = _NOON if match["half"].lower() == "p" else 0
    return f"{hour % _NOON + later:02d}:{minute:02d}"


def _hours(time: str) -> set[str]:
    """Return the times HH:MM that a time may mean; none for what is no time."""
    hour, _, minute = time.partition(":")
    # Not every sign that is a digit is a number to Python: "5\u00b2" is none.
    if not hour.isdecimal() or len(hour) > _WHOLE_HOUR or int(hour) > 2 * _NOON:
        return set()
    if len(hour) == _WHOLE_HOUR or int(hour) > _NOON:
        return {f"{int(hour):02d}:{minute}"}
    return {f"{int(hour) % _NOON + later:02d}:{minute}" for later in (0, _NOON)}


def _on_the_clock(time: str) -> str:
    """Return a time as a clock shows it: 16:00 is 4:00, as "4:00" may be meant so."""
    hour, _, minute = time.partition(":")
    return f"{int(hour) % _NOON or _NOON}:{minute}"


def _parts_of_time(time: str) -> Iterator[str]:
    yield from _hours(time)
    hour = int(time.partition(":")[0])
    yield from (time, str(hour), str(hour % _NOON or _NOON))


def _written(rest: str) -> list[str]:
    return _CODE.findall(rest) + _FIGURE.findall(_CODE.sub(" ", rest))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _canonical(figure: str) -> str:
    figure = figure.lower().replace("\u2013", "-")
    if ordinal := _ORDINAL.fullmatch(figure):
        return ordinal.group(1)
    return plain_number(figure)
