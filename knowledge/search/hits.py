"""Hits made fit to read: neighbours merged, with the sections around them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.domain.documents import CELL_SEPARATOR
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Hit


def merged(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Merge neighbours; the merged hit keeps the best score and the rank of its best part."""
    runs: list[list[Hit]] = []
    by_place = sorted(hits, key=lambda h: (h.passage.document_id, h.passage.position))
    for hit in by_place:
        if runs and _follows(runs[-1][-1].passage, hit.passage):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    pieces = [_merge(run) for run in runs]
    return tuple(sorted(pieces, key=lambda h: (-h.score, h.passage.id)))


def _follows(before: Passage, after: Passage) -> bool:
    return (
        before.document_id == after.document_id
        and before.headings == after.headings
        and after.position == before.position + 1
    )


def _merge(run: Sequence[Hit]) -> Hit:
    if len(run) == 1:
        return run[0]
    best = max(run, key=lambda hit: hit.score)
    parts = [hit.passage for hit in run]
    pages = [p for part in parts for p in (part.first_page, part.last_page) if p is not None]
    text = parts[0].text + "".join(_joined(before, after) for before, after in pairwise(parts))
    passage = replace(
        best.passage,
        text=text,
        position=parts[0].position,
        start=parts[0].start,
        end=parts[-1].end,
        first_page=min(pages, default=None),
        last_page=max(pages, default=None),
    )
    return replace(best, passage=passage)


def _joined(before: Passage, after: Passage) -> str:
    """Return a part with what stands between it and the one before.

    Parts of one split paragraph touch; separate blocks have a blank line between them. Each part of
    a split table begins with the table's header, which is said once.
    """
    first, _, rest = after.text.partition("\n")
    if rest and CELL_SEPARATOR in first and first in before.text.split("\n"):
        return f"\n{rest}"
    return ("\n\n" if after.start > before.end + 1 else " ") + after.text


# From small passages to the sections around them: search the small, answer from the large.


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
