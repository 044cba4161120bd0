"""Has a reranker read as many passages as its time allows, by the speed that was measured."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Protocol

_FIRST = 8
"""Passages that are read to learn the speed."""
_FEWEST = 2
"""Read however slow it was: so a machine that was busy once is measured again."""
_SHARE = 0.8
"""Of the time that is left: a text may take longer than those before it."""
_NEWEST = 0.5
"""How much the last measurement counts."""
_PAIR_CHARACTERS = 40
"""What a pair costs besides its text."""


class OutOfTime(Exception):  # never shown: the order found by searching stands
    """The deadline passed before any passages were scored."""


class Scoring(Protocol):
    """The half of a reranker that reads."""

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        """Return a score for each text; raises `OutOfTime` past the deadline."""
        ...


class Pace:
    """A reranker's speed, in characters a second, as far as it is known.

    One question at a time: the one thread of a reranking asks.
    """

    def __init__(self, reranker: Scoring) -> None:
        self._reranker = reranker
        self._speed: float | None = None

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        """Return the scores of the first texts, of as many as can be read in time.

        All are read at once where the speed is known, else after the few that tell it.

        Raises:
            OutOfTime: not even the first were.
        """
        if self._speed is not None:
            count = max(_FEWEST, self._fitting(question, texts, deadline - monotonic()))
            return self._read(question, texts[:count], deadline)
        scores = self._read(question, texts[:_FIRST], deadline)
        left = texts[_FIRST:]
        count = self._fitting(question, left, deadline - monotonic())
        try:
            return scores + (self._read(question, left[:count], deadline) if count else [])
        except OutOfTime:
            return scores

    def _read(self, question: str, texts: Sequence[str], deadline: float) -> list[float]:
        started = monotonic()
        try:
            scores = self._reranker.scores(question, texts, deadline=deadline)
        except OutOfTime:
            # It was at most this fast; how much slower is not known.
            self._learn(_work(question, texts) / 2, monotonic() - started)
            raise
        self._learn(_work(question, texts), monotonic() - started)
        return scores

    def _fitting(self, question: str, texts: Sequence[str], seconds: float) -> int:
        """Return how many of the texts, in their order, are read in so many seconds."""
        room = (self._speed or 0.0) * seconds * _SHARE
        for count, text in enumerate(texts):
            room -= _work(question, [text])
            if room < 0:
                return count
        return len(texts)

    def _learn(self, work: float, seconds: float) -> None:
        measured = work / max(seconds, 1e-6)
        known = self._speed
        self._speed = measured if known is None else _NEWEST * measured + (1 - _NEWEST) * known


def _work(question: str, texts: Sequence[str]) -> float:
    return float(sum(len(question) + len(text) + _PAIR_CHARACTERS for text in texts))
