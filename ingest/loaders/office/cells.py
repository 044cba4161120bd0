"""Writes a spreadsheet's values as a reader sees them: numbers by their format, dates as days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from itertools import groupby

from ingest.loaders.content.outline import one_line

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


# Writes a number as a spreadsheet shows it under a number format (ECMA-376, part 1, 18.8.31).


_LONGEST = 255
"""What Excel takes; a longer one is no format that anybody saw."""
_DIGITS = "0#?"
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<gap>_.?)|\*.?|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<exponent>[Ee][+-])|(?P<general>General)|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=) ?(-?\d+(?:\.\d+)?)")
_LARGEST = Decimal(10) ** 30


@dataclass(slots=True)
class _Section:
    """One of a format's sections as pieces: literals, and placeholders for digits."""

    pieces: list[tuple[bool, str]] = field(default_factory=list)
    condition: tuple[str, Decimal] | None = None
    is_general: bool = False

    def holds(self, value: Decimal) -> bool:
        """Tell whether a value meets the condition that the section states."""
        if self.condition is None:
            return True
        sign, limit = self.condition
        below, equal = value < limit, value == limit
        return {
            "<": below, "<=": below or equal, "=": equal,
            "<>": not equal, ">": not below and not equal, ">=": not below,
        }[sign]  # fmt: skip


def formatted(value: float, code: str) -> str | None:
    """Return what a cell shows; None where the format says nothing ("General") or is unknown."""
    number = _exact(value)
    if number is None or len(code) > _LONGEST or code.lower() in ("", "general", "@"):
        return None
    sections = list(_sections(code))[:3]
    section, of_negatives = _chosen(sections, number)
    if section.is_general:
        return None
    if not any(is_digit for is_digit, _ in section.pieces):
        # Words instead of the number ("Yes"), or nothing to hide it.
        return " ".join("".join(text for _, text in section.pieces).split())
    shown = " ".join(_shown(abs(number), section.pieces).split())
    if number >= 0 or not any(char in "123456789" for char in shown):
        return shown or None
    return _negative(shown, section) if of_negatives else f"-{shown}"


def _exact(value: float) -> Decimal | None:
    """Return the number that a reader would type, 0.285 and not its nearest binary fraction."""
    try:
        number = Decimal(repr(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) <= _LARGEST else None


def _sections(code: str) -> Iterator[_Section]:
    section = _Section()
    for found in _TOKEN.finditer(code):
        name, text = found.lastgroup, found.group(found.lastgroup) if found.lastgroup else ""
        if name == "other" and text == ";":
            yield section
            section = _Section()
        elif name == "bracket":
            _take_bracket(section, text)
        elif name == "general":
            section.is_general = True
        elif name in ("quoted", "escaped"):
            section.pieces.append((False, text))
        elif name == "gap":
            section.pieces.append((False, " "))
        elif name is not None:
            # What is left is "*x", which fills the column with x.
            section.pieces.append((text in _DIGITS or text in ".,%/" or name == "exponent", text))
    yield section


def _take_bracket(section: _Section, text: str) -> None:
    condition = _CONDITION.fullmatch(text)
    if text.startswith("$"):
        section.pieces.append((False, text[1:].split("-", 1)[0]))
    elif condition:
        section.condition = (condition.group(1), Decimal(condition.group(2)))


def _chosen(sections: list[_Section], number: Decimal) -> tuple[_Section, bool]:
    """Return the section for a number, and whether it is one that negative numbers have."""
    if any(section.condition for section in sections):
        met = next((s for s in sections if s.holds(number)), sections[-1])
        return met, False
    if number < 0 and len(sections) > 1:
        return sections[1], True
    if not number and len(sections) > 2:  # noqa: PLR2004 - the third is for nought
        return sections[2], False
    return sections[0], False


def _negative(shown: str, section: _Section) -> str:
    """Return a negative number with a minus: brackets may be lost on a reader, colours surely."""
    words = any(
        char.isalpha() for is_digit, text in section.pieces if not is_digit for char in text
    )
    if "(" in shown and ")" in shown:
        return "-" + "".join(char for char in shown if char not in "()").strip()
    return shown if "-" in shown or words else f"-{shown}"


def _shown(number: Decimal, pieces: list[tuple[bool, str]]) -> str:
    signs = [text for is_digit, text in pieces if is_digit]
    number *= Decimal(100) ** signs.count("%")
    if any(text[:1] in "Ee" for text in signs):
        return _scientific(number, pieces)
    if "/" in signs and signs.index("/") and "." not in signs:
        return _fraction(number, pieces)
    whole, part = _parted(pieces)
    number /= Decimal(1000) ** sum(1 for _ in _trailing_commas(pieces))
    places = sum(1 for is_digit, text in part if is_digit and text in _DIGITS)
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    digits, _, decimals = f"{rounded:f}".partition(".")
    return _whole(digits, whole) + _decimals(decimals, part)


def _parted(
    pieces: list[tuple[bool, str]],
) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Return the pieces before the decimal point, and those from it on."""
    at = next((i for i, piece in enumerate(pieces) if piece == (True, ".")), None)
    last = max(i for i, (is_digit, _) in enumerate(pieces) if is_digit)
    return (pieces[: last + 1], pieces[last + 1 :]) if at is None else (pieces[:at], pieces[at:])


def _trailing_commas(pieces: list[tuple[bool, str]]) -> Iterator[str]:
    """Yield a comma for each that scales by a thousand: those behind the last digit."""
    for is_digit, text in reversed(pieces):
        if is_digit and text in _DIGITS:
            return
        if is_digit and text == ",":
            yield text


def _whole(digits: str, pieces: list[tuple[bool, str]]) -> str:
    """Put digits into their places from the right; the leftmost place takes what is left."""
    places = [i for i, (is_digit, text) in enumerate(pieces) if is_digit and text in _DIGITS]
    grouped = (
        any(pieces[i] == (True, ",") for i in range(places[0], places[-1]) if len(places) > 1)
        if places
        else False
    )
    digits = "" if digits == "0" else digits
    told: list[str] = []
    count = 0
    for position in range(len(pieces) - 1, -1, -1):
        is_digit, text = pieces[position]
        if not is_digit or text == "%":
            told.append(text)
        elif position in places[:1] or text in _DIGITS:
            take = len(digits) if position == places[0] else 1
            taken, digits = digits[len(digits) - take :], digits[: len(digits) - take]
            for digit in reversed(taken or ("0" if text == "0" else "")):
                told.append("," if grouped and count and count % 3 == 0 else "")
                told.append(digit)
                count += 1
    return "".join(reversed(told))


def _decimals(decimals: str, pieces: list[tuple[bool, str]]) -> str:
    optional = [t for is_digit, t in pieces if is_digit and t in _DIGITS]
    while decimals and optional and optional[-1] != "0" and decimals.endswith("0"):
        decimals, optional = decimals[:-1], optional[:-1]
    told: list[str] = []
    left = iter(decimals)
    for is_digit, text in pieces:
        if is_digit and text in _DIGITS:
            told.append(next(left, ""))
        elif text == "." and is_digit:
            told.append("." if decimals else "")
        elif not is_digit or text == "%":
            told.append(text)
    return "".join(told)


def _around(pieces: list[tuple[bool, str]], number: str) -> str:
    """Return a number written as a whole, between the literals before and after its places."""
    places = [i for i, (is_digit, text) in enumerate(pieces) if is_digit and text != "%"]
    before = "".join(text for _, text in pieces[: places[0]])
    after = "".join(text for _, text in pieces[places[-1] + 1 :])
    return before + number + after


def _scientific(number: Decimal, pieces: list[tuple[bool, str]]) -> str:
    signs = "".join(text for is_digit, text in pieces if is_digit)
    mantissa = signs.replace("e", "E").split("E")[0]
    places = sum(1 for char in mantissa.partition(".")[2] if char in _DIGITS)
    power = sum(
        1 for char in signs[signs.rindex("+" if "+" in signs else "-") :] if char in _DIGITS
    )
    told, _, exponent = f"{number:.{places}E}".partition("E")
    return _around(pieces, f"{told}E{exponent[0]}{exponent[1:].zfill(power)}")


def _fraction(number: Decimal, pieces: list[tuple[bool, str]]) -> str:
    signs = "".join(text for is_digit, text in pieces if is_digit)
    over, _, under = signs.partition("/")
    slash = pieces.index((True, "/"))
    stated = "".join(t for is_digit, t in pieces[slash:] if not is_digit and t.isdecimal())
    pieces = [*pieces[: slash + 1], *(p for p in pieces[slash + 1 :] if not p[1].isdecimal())]
    most = int(stated) if stated else 10 ** max(1, min(3, len(under))) - 1
    has_whole = any(not is_digit for is_digit, _ in pieces) and len(over) > 1
    whole = int(number) if has_whole else 0
    rest = Fraction(number - whole).limit_denominator(most)
    if rest.denominator == 1:
        return _around(pieces, str(whole + rest.numerator))
    return _around(pieces, f"{whole or ''} {rest.numerator}/{rest.denominator}")
