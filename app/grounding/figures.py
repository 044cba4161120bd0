"""Numbers, dates, codes and what they count, in one form, so that they compare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.dates.written_dates import Day, days_apart
from knowledge.lexical.expressions import stands_in

_AMERICAN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_DECIMAL_COMMA = re.compile(r"(?<!\d)\d++,(?:\d{1,2}|\d{4,})")
_DECIMAL_POINT = re.compile(r"(?<!\d)\d++\.\d++")
_EITHER = re.compile(r"\d{1,3}\.\d{3}")
_UNITS = (
    ("two", "zwei", "dos"),
    ("three", "drei", "tres"),
    ("four", "vier", "cuatro"),
    ("five", "fünf", "cinco"),
    ("six", "sechs", "seis"),
    ("seven", "sieben", "siete"),
    ("eight", "acht", "ocho"),
    ("nine", "neun", "nueve"),
)
_TEENS = (
    ("ten", "zehn", "diez"),
    # Spanish "once" is left to English, where it is no number.
    ("eleven", "elf"),
    ("twelve", "zwölf", "doce", "dozen", "dutzend", "docena"),
    ("thirteen", "dreizehn", "trece"),
    ("fourteen", "vierzehn", "catorce"),
    ("fifteen", "fünfzehn", "quince"),
    ("sixteen", "sechzehn", "dieciséis"),
    ("seventeen", "siebzehn", "diecisiete"),
    ("eighteen", "achtzehn", "dieciocho"),
    ("nineteen", "neunzehn", "diecinueve"),
)
_TENS = (
    ("twenty", "zwanzig", "veinte"),
    ("thirty", "dreißig", "dreissig", "treinta"),
    ("forty", "vierzig", "cuarenta"),
    ("fifty", "fünfzig", "cincuenta"),
    ("sixty", "sechzig", "sesenta"),
    ("seventy", "siebzig", "setenta"),
    ("eighty", "achtzig", "ochenta"),
    ("ninety", "neunzig", "noventa"),
)
_ONES = {"one": 1, "ein": 1, "uno": 1}
_SMALL = {word: n for n, names in enumerate(_UNITS, start=2) for word in names}
_ROUND = {word: n * 10 for n, names in enumerate(_TENS, start=2) for word in names}
_WHOLE = (
    {"zero": 0, "one": 1, "hundred": 100, "hundert": 100, "cien": 100}
    | _SMALL
    | {word: n for n, names in enumerate(_TEENS, start=10) for word in names}
    | _ROUND
)
_BELOW_TEN = "|".join(sorted(_SMALL | _ONES, key=len, reverse=True))
_FULL_TENS = "|".join(sorted(_ROUND, key=len, reverse=True))
_FIRST_TENS = re.compile(rf"\b({_FULL_TENS})(?:[ -]| y )({_BELOW_TEN})\b")
_GERMAN = re.compile(rf"\b({_BELOW_TEN})und({_FULL_TENS})\b")
_HUNDREDS = re.compile(rf"\b({_BELOW_TEN}) (?:hundred|hundert)\b")
_WORD = re.compile(r"[^\W\d_]+")
_MAGNITUDES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_LARGE = re.compile(rf"(?<![\d.,])[.,]*+(\d[\d.,]*+)[ -]({'|'.join(_MAGNITUDES)})s?\b")
_IN_ORDER = "first second third fourth fifth sixth seventh eighth ninth tenth"
_RANKS = {word: str(number) for number, word in enumerate(_IN_ORDER.split(), start=1)}
# "One" is more often a pronoun than a figure, so it is offered by a passage but never demanded.
NOT_DEMANDED = frozenset({"0", "1"})


def plain_number(written: str) -> str:
    """Return a number without separators of thousands and closing zeros: "1.234,50" is 1234.5.

    What is no number stays as it is.
    """
    if _AMERICAN.fullmatch(written):
        written = written.replace(",", "")
    elif _EUROPEAN.fullmatch(written):
        written = written.replace(".", "").replace(",", ".")
    elif _DECIMAL_COMMA.fullmatch(written):
        written = written.replace(",", ".")
    if _DECIMAL_POINT.fullmatch(written):
        written = written.rstrip("0").rstrip(".")
    return written


def readings(written: str) -> frozenset[str]:
    """Return what a number may be: "1.500" is 1.5 in English and 1500 in German."""
    other = {written.replace(".", "")} if _EITHER.fullmatch(written) else set()
    return frozenset({plain_number(written)} | other)


def spelled_numbers(text: str) -> frozenset[str]:
    """Return the numbers that stand as words, in English, German and Spanish."""
    text = text.lower()
    found: set[int] = set()

    def note(match: re.Match[str], value: int) -> str:
        found.add(value)
        return " "

    every = _SMALL | _ONES
    text = _FIRST_TENS.sub(lambda m: note(m, _ROUND[m[1]] + every[m[2]]), text)
    text = _GERMAN.sub(lambda m: note(m, every[m[1]] + _ROUND[m[2]]), text)
    text = _HUNDREDS.sub(lambda m: note(m, every[m[1]] * 100), text)
    found |= {_WHOLE[word] for word in _WORD.findall(text) if word in _WHOLE}
    return frozenset(str(number) for number in found)


def spelled_ranks(text: str) -> frozenset[str]:
    """Return the numbers that "third" and "fourth" stand for."""
    return frozenset(_RANKS[word] for word in _WORD.findall(text.lower()) if word in _RANKS)


def written_out(text: str) -> frozenset[str]:
    """Return the numbers that large ones stand for: "1.5 million" is 1500000."""
    return frozenset(
        f"{float(plain_number(m[1].rstrip('.,'))) * _MAGNITUDES[m[2].lower()]:.0f}"
        for m in _LARGE.finditer(text.lower())
        if re.fullmatch(r"\d++(?:\.\d++)?", plain_number(m[1].rstrip(".,")))
    )


# The figures of a text - numbers, dates, times, codes - in one form, so that they compare.


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
    # "Two times a day" is "twice a day": how often is compared by app/grounding/comparison.py.
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


# What a number counts - days, milligrams, dollars, per cent - and whether its source agrees.


_NAMES = {
    "second": "second seconds sec secs sekunde sekunden segundo segundos",
    "minute": "minute minutes min mins minuten minuto minutos",
    "hour": "hour hours hr hrs hourly stunde stunden hora horas",
    "day": "day days daily tag tage tagen t\u00e4glich d\u00eda d\u00edas dia dias",
    "business day": "workday workdays werktag werktage werktagen arbeitstag arbeitstage "
    "arbeitstagen",
    "week": "week weeks wk wks weekly woche wochen w\u00f6chentlich semana semanas",
    "month": "month months mo mos monthly monat monate monaten monatlich mes meses",
    "year": "year years yr yrs annual annually jahr jahre jahren j\u00e4hrlich a\u00f1o a\u00f1os",
    "mcg": "mcg microgram micrograms ug \u00b5g \u03bcg mikrogramm microgramos",
    "mg": "mg milligram milligrams milligramm miligramo miligramos",
    "g": "g gram grams gramm gramo gramos",
    "kg": "kg kilogram kilograms kilo kilos kilogramm kilogramo kilogramos",
    "ml": "ml milliliter milliliters millilitre millilitres mililitro mililitros",
    "l": "l liter liters litre litres litro litros",
    "mm": "mm millimeter millimeters millimetre millimetres",
    "cm": "cm centimeter centimeters centimetre centimetres zentimeter cent\u00edmetros",
    "m": "m meter meters metre metres metro metros",
    "km": "km kilometer kilometers kilometre kilometres kil\u00f3metros",
    "inch": "inch inches",
    "foot": "foot feet ft",
    "yard": "yard yards",
    "mile": "mile miles",
    "pound": "pound pounds lb lbs pfund libra libras",
    "ton": "ton tons tonne tonnes",
    "celsius": "\u00b0c celsius",
    "fahrenheit": "\u00b0f fahrenheit",
    "percent": "% percent percentage pct prozent ciento",
    "dollar": "$ dollar dollars usd d\u00f3lar d\u00f3lares",
    "cent": "cent cents centavos",
    "euro": "\u20ac euro euros eur",
    "sterling": "\u00a3 gbp",
    "thousand": "thousand k tausend",
    "million": "million millions mn millionen mio mill\u00f3n millones",
    "billion": "billion billions bn milliarden",
    "trillion": "trillion",
    "kb": "kb",
    "mb": "mb megabyte megabytes",
    "gb": "gb gigabyte gigabytes",
    "tb": "tb terabyte terabytes",
}
_UNIT_OF = {name: unit for unit, names in _NAMES.items() for name in names.split()}
# Said between a number and what it counts.
_SAID_BETWEEN = """
    calendar business working full consecutive whole plan volle ganze aufeinanderfolgende kalender
    por consecutivos naturales completos hábiles
"""
_BETWEEN = frozenset(_SAID_BETWEEN.split())
_DILUTED_IN = frozenset(["kg", "g", "l", "dl", "ml", "m2"])
_SIGN = r"[$\u20ac\u00a3]"
_LETTERS = r"\u00b0?[^\W\d_]+"
_COUNTED = re.compile(
    rf"(?P<sign>{_SIGN})?\s?(?P<number>\d+(?:[.,]\d+)*)\)?"
    # The sign in "Silver 2026 $40" is the next number's.
    rf"(?P<after>(?:\s?[-\u2010-\u2013]?\s?(?:%|{_SIGN}(?!\d)|{_LETTERS}))?"
    rf"(?:\s?[-\u2010-\u2013/]?\s?(?:%|{_SIGN}(?!\d)|{_LETTERS})){{0,2}})",
)
# "1 to 3 weeks" counts both in weeks.
_COUNTED_RANGE = re.compile(
    rf"\b(\d+)\s?(?:to|or|and|bis|oder|und|a|o|y|-|\u2013)\s?(\d+)\s?(%|{_LETTERS})"
)
_SIGNED = re.compile(rf"{_SIGN}(?=\s?\d)")
_RANGE_OF_SIGN = re.compile(
    rf"({_SIGN})(\d+(?:[.,]\d+)*)(\s?(?:to|or|and|bis|oder|und|a|o|y|-|\u2013)\s?)(?=\d)"
)
_WORDS = re.compile(rf"%|/|{_SIGN}|{_LETTERS}")


def wrong_units(text: str, source: str) -> tuple[str, ...]:
    """Return what `text` counts in another unit than `source` does, such as "30 week"."""
    theirs = _counted(source)
    # "$45" says of no other number that it is dollars; "Fee in $" and "days" may.
    apart = _SIGNED.sub(" ", source.lower())
    mentioned = {_UNIT_OF[word] for word in _WORDS.findall(apart) if word in _UNIT_OF}
    return tuple(
        f"{number} {unit}"
        for number, units in _counted(text).items()
        if number in theirs
        for unit in sorted(units)
        # A table's cells may have their unit in the header, so a bare number agrees with any unit
        # that is mentioned at all.
        if unit not in theirs[number] and (theirs[number] or unit not in mentioned)
    )


def counted(text: str) -> frozenset[str]:
    """Return what a text counts, as "30 day"."""
    return frozenset(f"{n} {unit}" for n, units in _counted(text).items() for unit in units)


def _counted(text: str) -> dict[str, set[str]]:
    """Return the units of each number, none for a bare one."""
    found: dict[str, set[str]] = {}
    # "$5 to 10" is dollars at both ends, as "1 to 3 weeks" is weeks.
    spread = _RANGE_OF_SIGN.sub(r"\1\2\3\1", text.lower())
    for match in _COUNTED.finditer(_COUNTED_RANGE.sub(r"\1 \3 \2 \3", spread)):
        units = found.setdefault(plain_number(match["number"]), set())
        if match["sign"]:
            units.add(_UNIT_OF[match["sign"]])
        units |= _units_after(_WORDS.findall(match["after"]))
    return found


def _units_after(words: list[str]) -> set[str]:
    units: list[str] = []
    per = False
    for word in words:
        if word in {"/", "per"} and units:
            per = True
        elif per and word in _DILUTED_IN:
            # "5 mg/kg" is another dose than "5 mg".
            units[-1] = f"{units[-1]}/{word}"
        elif word in _UNIT_OF:
            units += [_UNIT_OF[word]] if not per else []
        elif word not in _BETWEEN:
            # "30 calendar days" counts days, "30 members a day" does not.
            break
    return set(units)
