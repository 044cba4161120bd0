"""The figures of a text - numbers, dates, amounts, codes - in one form, so that they compare."""

from __future__ import annotations

import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_UP_TO_TWENTY = """zero one two three four five six seven eight nine ten eleven twelve thirteen
fourteen fifteen sixteen seventeen eighteen nineteen twenty"""
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_UP_TO_TWENTY.split())} | {
    word: str(tens * 10) for tens, word in enumerate(_TENS.split(), start=3)
}
# "One" is more often a pronoun than a figure, so it is offered by a passage but never demanded.
_NOT_DEMANDED = frozenset({"zero", "one"})
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTH_FIRST = re.compile(
    rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}})\b)?", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b\.?(?:,?\s+(\d{{4}})\b)?",
    re.IGNORECASE,
)
_MONTH_OF_YEAR = re.compile(rf"\b({_MONTH})\b\.?(?:,| of)?\s+(\d{{4}})\b", re.IGNORECASE)
_FIGURE = re.compile(r"[^\W_]*\d[^\W_]*(?:[.,:/\-][^\W_]*\d[^\W_]*)*")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")


def figures(text: str) -> frozenset[str]:
    """Return the figures that the text demands of its source: "1,200.00" as 1200, dates as days."""
    dates, rest = _dates(text)
    spelled = {
        _NUMBER_WORDS[word]
        for word in re.findall(r"[a-z]+", rest.lower())
        if word in _NUMBER_WORDS and word not in _NOT_DEMANDED
    }
    return frozenset(dates | {_plain(figure) for figure in _FIGURE.findall(rest)} | spelled)


def missing_figures(text: str, source: str) -> tuple[str, ...]:
    """Return the figures of `text` that do not occur in `source`, sorted."""
    dates, rest = _dates(source)
    offered = set(figures(source))
    # A whole date carries its parts: "March 15", "in March 2026", "in 2026".
    offered |= {part for day in dates for part in (day[5:], day[:7], day[:4], _day_number(day))}
    offered |= {
        _NUMBER_WORDS[word] for word in _NOT_DEMANDED if re.search(rf"(?i)\b{word}\b", rest)
    }
    offered |= {part for figure in _FIGURE.findall(rest) for part in re.findall(r"\d+", figure)}
    return tuple(sorted(figures(text) - offered))


def _dates(text: str) -> tuple[set[str], str]:
    """Return the dates (YYYY-MM-DD, MM-DD without a year, YYYY-MM without a day) and the rest."""
    found: set[str] = set()

    def iso(match: re.Match[str]) -> str:
        found.add(match.group())
        return " "

    def month_first(match: re.Match[str]) -> str:
        found.add(_day(match.group(3), match.group(1), match.group(2)))
        return " "

    def day_first(match: re.Match[str]) -> str:
        found.add(_day(match.group(3), match.group(2), match.group(1)))
        return " "

    def month_of_year(match: re.Match[str]) -> str:
        found.add(f"{match.group(2)}-{_MONTHS[match.group(1).lower()]:02d}")
        return " "

    text = _ISO_DATE.sub(iso, text)
    text = _MONTH_FIRST.sub(month_first, text)
    text = _DAY_FIRST.sub(day_first, text)
    return found, _MONTH_OF_YEAR.sub(month_of_year, text)


def _day(year: str | None, month: str, day: str) -> str:
    month_and_day = f"{_MONTHS[month.lower()]:02d}-{int(day):02d}"
    return f"{year}-{month_and_day}" if year else month_and_day


def _day_number(day: str) -> str:
    return day[-2:].lstrip("0")


def _plain(figure: str) -> str:
    figure = figure.lower()
    if ordinal := _ORDINAL.fullmatch(figure):
        return ordinal.group(1)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", figure):
        figure = figure.replace(",", "")
    if re.fullmatch(r"\d+\.\d+", figure):
        figure = figure.rstrip("0").rstrip(".")
    return figure
