"""Measures of one answer: overlap with people's answer, and how well its sentences are carried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from app.domain.answers import Answer, Support
from app.language.words import words
from knowledge.domain.passages import FloatRows
from knowledge.lexical.sentences import sentences

CITATION_PRECISION = "citation precision"
SUPPORTED = "supported sentences"
ANSWERED = "answered"
REFUSED = "rightly refused"
OVERLAPS = ("ROUGE-L", "token F1", "embedding recall")

Embed = Callable[[Sequence[str]], FloatRows]
"""Rows of unit length, one for each text."""


def overlap(said: str, reference: str, embed: Embed) -> dict[str, float]:
    """Return what an answer shares with people's answer, each 0..1; nothing said shares nothing.

    ROUGE-L and token F1 are over words. Embedding recall is, averaged over the reference's
    sentences, the cosine of the nearest sentence said.
    """
    mine, theirs = words(said), words(reference)
    return {
        "ROUGE-L": harmonic(longest_common(mine, theirs), len(mine), len(theirs)),
        "token F1": harmonic(shared(mine, theirs), len(mine), len(theirs)),
        "embedding recall": embedding_recall(said, reference, embed),
    }


def embedding_recall(said: str, reference: str, embed: Embed) -> float:
    """Return how near what was said comes to each sentence of the reference, on average, 0..1."""
    mine, theirs = sentences(said), sentences(reference)
    if not mine or not theirs:
        return 0.0
    rows = embed([*mine, *theirs])
    nearest = (rows[len(mine) :] @ rows[: len(mine)].T).max(axis=1)
    return float(nearest.clip(0, 1).mean())


def supported(answer: Answer) -> dict[str, float]:
    """Return the share of sentences that their passages carry; a refusal has none to be carried."""
    if answer.refused or not answer.sentences:
        return {}
    carried = sum(each.support is Support.SUPPORTED for each in answer.sentences)
    return {SUPPORTED: carried / len(answer.sentences)}


def said_in(answer: Answer) -> str:
    """Return an answer's sentences without their markers; a refusal says nothing."""
    return "" if answer.refused else " ".join(each.text for each in answer.sentences)


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    lengths = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for place, theirs in enumerate(other, start=1):
            above = lengths[place]
            lengths[place] = before + 1 if word == theirs else max(above, lengths[place - 1])
            before = above
    return lengths[-1]


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words two texts share, each as often as both have it."""
    return sum((Counter(one) & Counter(other)).values())


def harmonic(both: int, mine: int, theirs: int) -> float:
    """Return the F1 of what two texts share; 0 for two empty ones."""
    return 2 * both / (mine + theirs) if mine + theirs else 0.0
