"""A question that asks several things: what was found for each, as one search and one context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from app.domain.answers import FoundPart, SearchOutcome
from app.i18n import texts
from app.writing.context import AskedPart
from knowledge.domain.queries import Hit
from knowledge.search.retriever import Retriever

_HITS_OF_A_PART = 4


def with_parts(whole: SearchOutcome, parts: Sequence[FoundPart]) -> SearchOutcome:
    """Return the whole search with what was found for its parts, in turn, before its own hits.

    It is enough where one part is: the others are named. Where none is, the whole counts alone.
    """
    answered = tuple(part for part in parts if part.found.enough)
    if not answered:
        return whole
    missing = tuple(_not_there(part) for part in parts if not part.found.enough)
    return replace(
        whole,
        hits=_in_turn([*(part.found.hits for part in answered), whole.hits])[: len(whole.hits)],
        evidence=max(part.found.evidence for part in answered),
        enough=True,
        notes=(*whole.notes, *missing),
        parts=answered,
    )


def hits_of_parts(
    parts: Sequence[FoundPart], retriever: Retriever
) -> tuple[tuple[Hit, ...], tuple[AskedPart, ...]]:
    """Return what the parts are answered from, in turn, and each part with its markers there."""
    each = [
        retriever.context(part.found.hits[:_HITS_OF_A_PART], part.found.query.filters)
        for part in parts
    ]
    hits = _in_turn(each)
    at = {hit.passage.id: number for number, hit in enumerate(hits, start=1)}
    asked = tuple(
        AskedPart(part.found.query, tuple(at[hit.passage.id] for hit in own), part.label)
        for part, own in zip(parts, each, strict=True)
    )
    return hits, asked


def _in_turn(lists: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    first: dict[str, Hit] = {}
    for row in zip_longest(*lists):
        for hit in row:
            if hit is not None:
                first.setdefault(hit.passage.id, hit)
    return tuple(first.values())


def _not_there(part: FoundPart) -> str:
    return texts.PART_MISSING.format(part=part.label or part.found.question)
