"""Words that cannot stand for one another: "before" and "after", "first" and "second"."""

from __future__ import annotations

import re

_GROUPS = (
    # What is more or less, earlier or later, and which of several.
    ("before prior_to vor antes", "after following nach después despues"),
    # "60 days after marriage" is within 60 days of it; "after 60 days" is not within them.
    ("within# innerhalb# dentro#", "after# nach# después#"),
    ("under below less_than fewer_than younger_than unter weniger_als menos_de menor_de",
     "over above more_than exceeding older_than über mehr_als más_de mayor_de"),
    ("at_least minimum mindestens al_menos como_mínimo no_less_than",
     "at_most maximum up_to no_more_than höchstens maximal hasta como_máximo"),
    ("increase increases increased increasing rose rises rise raised higher gestiegen steigt",
     "decrease decreases decreased decreasing fell falls fall lowered lower reduced reduces "
     "declined dropped gesunken sinkt"),
    ("once", "twice two_times 2_times", "thrice three_times 3_times", "four_times 4_times"),
    ("first 1st ersten erste primer primera", "second 2nd zweiten zweite segundo segunda",
     "third 3rd dritten dritte tercer tercera", "fourth 4th vierten vierte cuarto cuarta",
     "fifth 5th fünften fünfte quinto", "sixth 6th", "seventh 7th", "eighth 8th", "ninth 9th",
     "tenth 10th"),
    ("half halves hälfte mitad", "quarter_of quarters viertel_der", "one_third two_thirds drittel"),
    ("two_thirds", "one_third a_third"),
    # What is counted by.
    ("hour hours hourly stunde stunden hora horas",
     "day days daily täglich tag tage tagen día días",
     "week weeks weekly woche wochen wöchentlich semana semanas",
     "month months monthly monat monate monaten monatlich mes meses mensual",
     "per_quarter calendar_quarter quarterly vierteljährlich trimestral",
     "year years yearly annual annually jahr jahre jahren jährlich año años anual",
     "lifetime"),
    ("daily a_day per_day each_day every_day am_tag täglich al_día por_día",
     "weekly a_week per_week each_week every_week pro_woche wöchentlich por_semana",
     "monthly a_month per_month each_month every_month pro_monat monatlich al_mes por_mes",
     "yearly annually a_year per_year each_year every_year pro_jahr jährlich al_año por_año"),
    ("business working", "calendar"),
    ("monday mondays montag montags lunes", "tuesday tuesdays dienstag dienstags martes",
     "wednesday wednesdays mittwoch mittwochs miércoles",
     "thursday thursdays donnerstag donnerstags jueves",
     "friday fridays freitag freitags viernes", "saturday saturdays samstag samstags sábado",
     "sunday sundays sonntag sonntags domingo"),
    # What desks of health plans and staff tell apart.
    ("in_network", "out_of_network"),
    ("inpatient stationär", "outpatient ambulant"),
    ("individual single", "family families"),
    ("full_time vollzeit", "part_time teilzeit"),
    ("generic", "brand brand_name"),
    ("male men man", "female women woman"),
    ("approve approved approves approval", "deny denied denies denial reject rejected"),
    ("include includes included including eingeschlossen incluye",
     "exclude excludes excluded excluding ausgeschlossen excluye"),
    ("begin begins began start starts started beginnt comienza",
     "end ends ended stops stopped expires endet termina"),
)  # fmt: skip
_BEFORE_FIGURE = re.compile(r"\b(within|after|innerhalb|nach|dentro|después)(?= (?:von |de )?\d)")
_MEMBERS = [
    [
        (place, phrase.replace("_", " "))
        for place, words in enumerate(group)
        for phrase in words.split()
    ]
    for group in _GROUPS
]
_PATTERNS = [
    re.compile(
        r"(?<!\w)(?:"
        + "|".join(sorted((p for _, p in members), key=len, reverse=True))
        + r")(?!\w)"
    )
    for members in _MEMBERS
]
_PLACES = [{phrase: place for place, phrase in members} for members in _MEMBERS]


def rivals(sentence: str, words: str) -> tuple[str, ...]:
    """Return what `words` say in the place of a rival in the sentence, such as "after"."""
    mine, theirs = _flat(sentence), _flat(words)
    for pattern, places in zip(_PATTERNS, _PLACES, strict=True):
        ours = {places[found] for found in pattern.findall(mine)}
        if not ours:
            continue
        others = {found: places[found] for found in pattern.findall(theirs)}
        instead = tuple(phrase for phrase, place in others.items() if place not in ours)
        if instead and ours - set(others.values()):
            return instead
    return ()


def _flat(text: str) -> str:
    """Return the words in small letters, with a sign at "within" and "after" before a figure."""
    return _BEFORE_FIGURE.sub(r"\1#", re.sub(r"[\s-]+", " ", text.lower()))
