"""Where a sentence and its source part: another figure, name, "not", "must" or "before"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from app.grounding.figures import counted, figures
from app.grounding.names import clauses_of, names
from app.grounding.polarity import Polarity, polarity
from app.i18n import texts
from app.language.sentences import Unit, UnitKind, units
from app.language.words import content_terms
from knowledge.domain.passages import Passage

_GROUPS = (
    # What is more or less, earlier or later, and which of several.
    ("before prior_to vor antes", "after following nach después despues"),
    # "60 days after marriage" is within 60 days of it; "after 60 days" is not within them.
    ("within# innerhalb# dentro#", "after# nach# después#"),
    ("under below less_than fewer_than younger_than unter weniger_als menos_de menor_de",
     "over above more_than exceeding older_than über mehr_als más_de mayor_de"),
    ("at_least no_fewer_than minimum mindestens al_menos como_mínimo no_less_than",
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
    # What health plans and HR departments tell apart.
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


# Where a sentence and the words that it rests on part: another figure, name, "not" or "must".


# Chosen on the development half of `citewell eval checker` (docs/research/answers.md).
_CARRIES = 0.5
_STANDS_APART = 0.1
_NEARLY_VERBATIM = 0.8
_OPPOSED = (
    ("demands", "allows"),
    ("allows", "demands"),
    ("always", "sometimes"),
    ("sometimes", "always"),
    ("forbids", "frees"),
    ("frees", "forbids"),
)
# A "can" more or less is a matter of style; a "must" or an "unless" is not.
_BINDING = {"demands", "always", "turns"}
_LIMITING = {"turns", "always"}


@dataclass(frozen=True, slots=True)
class PassageUnit:
    """A sentence, item or row of a passage, its lead read with it, and its content terms.

    A row's header is apart: it is said of all rows, so it makes none the nearest.
    """

    text: str
    terms: frozenset[str]
    header: str = ""

    @property
    def stated(self) -> str:
        """All that the piece states, a row with its header."""
        return f"{self.header} {self.text}" if self.header else self.text


def pieces_of(passages: Sequence[Passage]) -> list[PassageUnit]:
    """Return what sentences can rest on, in order."""
    found = (unit for passage in passages for unit in units(passage.text))
    return [_piece(unit) for unit in found if unit.kind is not UnitKind.HEADER]


def parting(sentence: str, pieces: Sequence[PassageUnit]) -> str:
    """Return in which way the sentence and its nearest piece part, empty when they do not."""
    wanted = _bare_terms(sentence)
    if not wanted or not pieces:
        return ""
    best = max(pieces, key=lambda piece: _nearness(wanted, piece))
    if len(wanted & best.terms) / len(wanted) < _CARRIES:
        return ""
    if apart := _parting_from(sentence, wanted, best, pieces):
        return apart
    if others := _swapped(sentence, best, pieces, _lower_names):
        return texts.REASON_NAMES.format(others=others)
    return _parting_from_clause(sentence, wanted, best)


def _parting_from(
    sentence: str, wanted: frozenset[str], best: PassageUnit, pieces: Sequence[PassageUnit]
) -> str:
    for details in (figures, counted):
        if others := _swapped(sentence, best, pieces, details):
            return texts.REASON_SAYS.format(others=others)
    if instead := rivals(sentence, best.text):
        return texts.REASON_SAYS.format(others=", ".join(instead))
    return _polar_parting(sentence, wanted, best)


def _parting_from_clause(sentence: str, wanted: frozenset[str], best: PassageUnit) -> str:
    """Compare with the one clause that carries the sentence: "31 days for HMO, 60 for PPO"."""
    clauses = [PassageUnit(text, _bare_terms(text)) for text in clauses_of(best.text)]
    if len(clauses) <= len(clauses_of(sentence)):
        return ""
    nearest = max(clauses, key=lambda clause: _nearness(wanted, clause))
    if len(wanted & nearest.terms) / len(wanted) < _NEARLY_VERBATIM:
        return ""
    return _parting_from(sentence, wanted, nearest, clauses)


def _piece(unit: Unit) -> PassageUnit:
    if unit.kind is UnitKind.ROW:
        return PassageUnit(unit.text, _bare_terms(unit.text), unit.lead)
    text = f"{unit.lead} {unit.text}"
    return PassageUnit(text, _bare_terms(text))


def _bare_terms(text: str) -> frozenset[str]:
    """Return the content terms without figures: those are compared by themselves."""
    return frozenset(t for t in content_terms(text) if not any(c.isdigit() for c in t))


def _nearness(wanted: frozenset[str], piece: PassageUnit) -> float:
    shared = len(wanted & piece.terms)
    return shared / len(wanted) + 0.2 * shared / max(1, len(piece.terms))


def _swapped(
    sentence: str,
    best: PassageUnit,
    pieces: Sequence[PassageUnit],
    details: Callable[[str], Set[str]],
) -> str:
    """Return what the nearest piece says in the place of a detail that only another piece has."""
    mine, theirs = details(sentence), details(best.stated)
    lacking, instead = mine - theirs, theirs - mine
    if not lacking or not instead:
        return ""
    swapped = {word.lower() for word in lacking | instead}
    wanted = frozenset(term for term in _bare_terms(sentence) if term not in swapped)
    best_share = _nearness(wanted, best) if wanted else 0.0
    for detail in lacking:
        having = [piece for piece in pieces if detail in details(piece.stated)]
        if having and wanted:
            nearest = max(_nearness(wanted, piece) for piece in having)
            if best_share - nearest >= _STANDS_APART:
                return ", ".join(sorted(instead)[:3])
    return ""


def _lower_names(text: str) -> frozenset[str]:
    return frozenset(name.lower() for name in names(text))


def _polar_parting(sentence: str, wanted: frozenset[str], best: PassageUnit) -> str:
    mine = polarity(sentence)
    theirs = polarity(best.text)
    both_ways = min(
        len(wanted & best.terms) / len(wanted), len(wanted & best.terms) / max(1, len(best.terms))
    )
    alike = both_ways >= _NEARLY_VERBATIM
    if _denies_otherwise(mine, theirs) or (alike and mine.denials % 2 != theirs.denials % 2):
        return texts.REASON_NOT
    if _demands_otherwise(mine, theirs, alike=alike):
        return texts.REASON_MUST
    return ""


def _denies_otherwise(mine: Polarity, theirs: Polarity) -> bool:
    turned = (mine.denied & theirs.affirmed) - theirs.denied - mine.affirmed
    turned |= (theirs.denied & mine.affirmed) - mine.denied - theirs.affirmed
    return bool(turned) and mine.denials != theirs.denials


def _demands_otherwise(mine: Polarity, theirs: Polarity, *, alike: bool) -> bool:
    added, lost = mine.modes - theirs.modes, theirs.modes - mine.modes
    if any(one in added and other in lost for one, other in _OPPOSED):
        return True
    return alike and bool(added & _BINDING or lost & _LIMITING)
