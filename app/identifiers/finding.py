"""Where personal identifiers stand in a text, and the text without them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from app.identifiers.addresses import addresses
from app.identifiers.labelled import labelled
from app.identifiers.shaped import shaped
from app.identifiers.spans import AsciiText, IdentifierSpan, fold

_ANY = re.compile(r"[\d@]|[(\[]at[)\]]", re.IGNORECASE)
KINDS = (
    "EMAIL",
    "SSN",
    "MRN",
    "MEMBER",
    "CLAIM",
    "DOB",
    "PHONE",
    "ADDRESS",
    "CARD",
    "IBAN",
    "TAX",
    "IDCARD",
)
"""What is found without a model. Names of people need one (docs/operators/privacy.md)."""


def identifiers_in(text: str) -> list[IdentifierSpan]:
    """Return the identifiers in a text, in order, none within another.

    Numbers and dates that stand alone are the documents' own, unless shape or check digits tell.
    Takes time that grows with the text's length, not faster.
    """
    folded = fold(text)
    if not _ANY.search(folded.text):
        return []
    every = (*labelled(folded.text), *shaped(folded.text), *addresses(folded.text))
    return [_original(folded, place) for place in apart(every)]


def apart(places: Iterable[IdentifierSpan]) -> list[IdentifierSpan]:
    """Return the longest of what overlaps, in order, each with all that names it."""
    kept: list[IdentifierSpan] = []
    # Longer first; of the same length what is named, which comes first already.
    for place in sorted(places, key=lambda each: each.start - each.end):
        at = bisect_right(kept, place.start, key=lambda each: each.start)
        if at and place.start < kept[at - 1].end:
            if place.end <= kept[at - 1].end:
                kept[at - 1] = _named(kept[at - 1], place)
        elif at == len(kept) or place.end <= kept[at].start:
            kept.insert(at, place)
    return kept


def _named(place: IdentifierSpan, within: IdentifierSpan) -> IdentifierSpan:
    """Return a place with what names another one in it."""
    return replace(
        place, begin=min(place.begin, within.begin), finish=max(place.finish, within.finish)
    )


def _original(folded: AsciiText, place: IdentifierSpan) -> IdentifierSpan:
    start, end = folded.span(place.start, place.end)
    begin, finish = folded.span(place.begin, place.finish)
    return IdentifierSpan(place.kind, start, end, begin, finish)


# A text without its identifiers and the words that introduce them: what is searched for.


# Words that only lead to an identifier; a part of a sentence that holds no others goes with it.
_LEADING_WORDS = """
    a also am an and asked asking asks at back born by call called caller calling calls cell claim
    contact customer dear e email for from good has have he hello her hi his i i'm id is it its
    know like line live lives living mail me member mobile moved my name new no number of on our
    patient phone please reach reached resides says she st that the their they this to under wants
    was we with would you your
    adresse am anruf anrufer anruferin ist die der das dem und mit von vom mein meine meinen ihr
    ihre ihren sein seine seinen er sie ich heisse heißt fragt ruft an wohnt wohne wohnhaft in
    unter erreichbar nummer kunde kundin mitglied möchte wissen geboren
    correo electrónico dirección direccion el es la llama llamante mi me nació pregunta
    puede quiere saber su tiene vive vivo y con de del en número numero cliente paciente teléfono
"""
_LEADING = frozenset(_LEADING_WORDS.split())
_LEAD = re.compile(
    r"(?:(?<!\w)(?:my|her|his|their|our|your|the|a|an|and|with|from|at|on|for|calling|call|caller|"
    r"caller's|customer|member|member's|patient|patient's|phone|number|"
    r"mein|meine|ihr|ihre|sein|seine|und|mit|von|vom|der|die|das|"
    r"mi|su|el|la|y|con|de|del)[ \t]{1,3}){1,5}$",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"[ \t]{0,3}(?:(?:is|was)[ \t]{1,3})?(?:asks?|asking|asked|calls?|calling|called|says?|"
    r"wants to know|would like to know|fragt|ruft an|m\u00f6chte wissen|pregunta|llama|"
    r"quiere saber)(?!\w)",
    re.IGNORECASE,
)
_LOOKED_BACK, _LOOKED_ON = 60, 30
_CUT = "\x00"
_PART = re.compile(r"[^.,:;?!\n]{1,4000}[.,:;?!\n]{0,20}|[.,:;?!\n]{1,4000}")
_DASH = re.compile(r"(?<=[\s\x00])[-\u2013\u2014](?=[\s\x00])")
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z])?|\d+")
_EMPTY_BRACKETS = re.compile(r"[(\[][\s,;:.]{0,5}[)\]]")
_BEFORE_A_MARK = re.compile(r"[ \t]{1,3}(?=[,;.?!])")
_MARKS_IN_A_ROW = re.compile(r"([?!.])[ \t]{0,2}[,;:.]{1,5}(?=\s|$)|[,;:][ \t]{0,2}(?=[,;:.?!])")
_BLANKS = re.compile(r"[ \t]{2,}")
_EDGES = " \t\n,;:-\u2013\u2014"


def without_identifiers(text: str, *, but: Collection[str] = ()) -> str:
    """Return the text without identifiers and what calls them so; `but` some are left in.

    A text that says nothing else is empty then. One without identifiers is returned as it is.
    """
    places = [each for each in identifiers_in(text) if text[each.start : each.end] not in but]
    return _cut(text, places) if places else text


def values_in(text: str) -> list[str]:
    """Return the identifiers of a text as they are written there."""
    return [text[each.start : each.end] for each in identifiers_in(text)]


def _cut(text: str, places: Sequence[IdentifierSpan]) -> str:
    pieces: list[str] = []
    done = 0
    for place in places:
        begin = max(done, _with_lead(text, place.begin))
        pieces.append(text[done:begin].replace(_CUT, " "))
        done = max(done, _with_trail(text, place.finish))
    pieces.append(text[done:].replace(_CUT, " "))
    marked = _DASH.sub(",", f" {_CUT} ".join(pieces))
    return _tidied("".join(filter(_says_something, _PART.findall(marked))).replace(_CUT, " "))


def _says_something(part: str) -> bool:
    """Tell whether a part of a sentence says more than whose identifier stood there."""
    words = _WORD.findall(part.lower().replace("\u2019", "'"))
    return _CUT not in part or not _LEADING.issuperset(words)


def _with_lead(text: str, begin: int) -> int:
    back = max(0, begin - _LOOKED_BACK)
    lead = _LEAD.search(text[back:begin])
    return back + lead.start() if lead else begin


def _with_trail(text: str, finish: int) -> int:
    trail = _TRAIL.match(text[finish : finish + _LOOKED_ON])
    return finish + trail.end() if trail else finish


def _tidied(text: str) -> str:
    """Return the text without the brackets, blanks and marks that stood about a number."""
    text = _EMPTY_BRACKETS.sub(" ", text)
    text = _BEFORE_A_MARK.sub("", text)
    text = _MARKS_IN_A_ROW.sub(r"\1", text)
    return _BLANKS.sub(" ", text).strip(_EDGES)
