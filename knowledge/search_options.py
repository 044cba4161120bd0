"""How a retriever searches, beside the query itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """Choices that hold for every search; what was measured of each stands in docs/evaluation.md.

    `corrections`: codes and words that no passage has are looked for as the passages spell them.
    `letter_weight`: how much it counts that a passage has a rare code of the question, beside 1
    for the other legs together; with 0, quoted phrases count for nothing either.
    `diversity` (0..1): how much a hit's likeness to those before it counts against it.
    `most_per_document`: how many passages of one document are found at most; 0 for any number.
    `section_characters`: hits are read with the sections around them, up to so many characters in
    all; with 0 as they are.
    """

    corrections: bool = True
    letter_weight: float = 2.0
    diversity: float = 0.0
    most_per_document: int = 0
    section_characters: int = 0


USUAL = SearchOptions()
