"""From small passages to the sections around them: search the small, answer from the large."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from knowledge.passages import Passage
from knowledge.queries import Hit

DocumentPassages = Callable[[str], Sequence[Passage]]
"""Returns a document's passages in reading order, as far as the reader may see them."""


def with_sections(
    hits: Sequence[Hit], document_passages: DocumentPassages, *, characters: int
) -> list[Hit]:
    """Return the hits and, outward from each, best first, the passages of the same section.

    Of these so many as all texts together stay within `characters`. They score below every hit, so
    that merged with it they take its place and its name.
    """
    taken = {hit.passage.id: hit for hit in hits}
    room = characters - sum(len(hit.passage.text) for hit in hits)
    documents: dict[str, Mapping[int, Passage]] = {}
    for hit in hits:
        key = hit.passage.document_id
        if key not in documents:
            documents[key] = {each.position: each for each in document_passages(key)}
        for passage in _outward(hit.passage, documents[key]):
            if passage.id in taken:
                continue
            room -= len(passage.text)
            if room < 0:
                return list(taken.values())
            taken[passage.id] = replace(hit, passage=passage, score=-math.inf)
    return list(taken.values())


def _outward(passage: Passage, positions: Mapping[int, Passage]) -> Iterator[Passage]:
    """Yield the rest of a passage's section, nearest first, up to where it ends or has a gap."""
    steps = {1: passage.position, -1: passage.position}
    while steps:
        for step in list(steps):
            following = positions.get(steps[step] + step)
            if following is None or following.headings != passage.headings:
                del steps[step]
                continue
            steps[step] += step
            yield following
