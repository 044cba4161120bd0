"""Where personal identifiers stand in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from app.identifiers.addresses import addresses
from app.identifiers.folding import Folded, fold
from app.identifiers.found import Place
from app.identifiers.labelled import labelled
from app.identifiers.shaped import shaped

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


def identifiers_in(text: str) -> list[Place]:
    """Return the identifiers in a text, in order, none within another.

    Numbers and dates that stand alone are the documents' own, unless shape or check digits tell.
    Takes time that grows with the text's length, not faster.
    """
    folded = fold(text)
    if not _ANY.search(folded.text):
        return []
    every = (*labelled(folded.text), *shaped(folded.text), *addresses(folded.text))
    return [_original(folded, place) for place in apart(every)]


def apart(places: Iterable[Place]) -> list[Place]:
    """Return the longest of what overlaps, in order, each with all that names it."""
    kept: list[Place] = []
    # Longer first; of the same length what is named, which comes first already.
    for place in sorted(places, key=lambda each: each.start - each.end):
        at = bisect_right(kept, place.start, key=lambda each: each.start)
        if at and place.start < kept[at - 1].end:
            if place.end <= kept[at - 1].end:
                kept[at - 1] = _named(kept[at - 1], place)
        elif at == len(kept) or place.end <= kept[at].start:
            kept.insert(at, place)
    return kept


def _named(place: Place, within: Place) -> Place:
    """Return a place with what names another one in it."""
    return replace(
        place, begin=min(place.begin, within.begin), finish=max(place.finish, within.finish)
    )


def _original(folded: Folded, place: Place) -> Place:
    start, end = folded.span(place.start, place.end)
    begin, finish = folded.span(place.begin, place.finish)
    return Place(place.kind, start, end, begin, finish)
