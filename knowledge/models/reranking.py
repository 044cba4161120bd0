"""A second look at the best hits, within a time budget; without it the order found stands."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from time import monotonic
from typing import Protocol

from knowledge.domain.errors import AssistantError
from knowledge.domain.queries import Hit

_LOG = logging.getLogger(__name__)


class Reranker(Protocol):
    """Reads a question and passages together, and says how well each answers it."""

    @property
    def name(self) -> str:
        """The model, for traces and reports."""
        ...

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        """Return a score from 0 to 1 for each text, higher is better.

        Raises:
            OutOfTime: `deadline`, a time of `time.monotonic()`, passed.
            ModelUnavailable: the model does not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reranked:
    """Hits in their new order, or in the old one with a note that says why."""

    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()


class TimedReranking:
    """Reranks the first `candidates` hits, of them as many as `budget_seconds` allow.

    How many those are, the speed tells that was measured on the questions before; of the first one,
    on its first passages.

    The model works in a thread of its own, on one question after the other: what it is at when the
    time is up, it finishes. Who waits in vain for it is answered in the order found.
    """

    def __init__(
        self, reranker: Reranker, *, candidates: int, budget_seconds: float, weight: float = 1.0
    ) -> None:
        """Take a reranker; `weight` below 1 leaves the rest of a say to the order found.

        A reranker that was trained on few pairs knows less than the search, but other things.
        """
        self.candidates = candidates
        self._weight = weight
        self.reranker = reranker
        self._pace = Pace(reranker)
        self._budget_seconds = budget_seconds
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="reranking")
        self._lock = threading.Lock()
        self._running: Future[list[float]] | None = None

    def rerank(self, question: str, hits: Sequence[Hit], *, history: float = 0.0) -> Reranked:
        """Return the hits with the reranker's scores, best first, ties in the order found.

        A reranker reads the question alone. Where it shares the say, it gets the less of it, the
        more the search leant on what was said before: `history`, the question's weight being 1.
        """
        best = hits[: self.candidates]
        if len(best) <= 1 or not question.strip():
            return Reranked(tuple(hits))
        deadline = monotonic() + self._budget_seconds
        texts = [hit.passage.search_text for hit in best]
        scoring = self._start(question, texts, deadline)
        if scoring is None:
            return self._as_found(hits, "is still busy with another question")
        try:
            scores = scoring.result(timeout=max(0.0, deadline - monotonic()))
        except (TimeoutError, OutOfTime):
            return self._as_found(
                hits,
                f"took longer than {self._budget_seconds * 1000:.0f} ms for {len(best)} passages",
            )
        except AssistantError as error:
            return self._as_found(hits, f"failed: {error}")
        best, rest = best[: len(scores)], hits[len(scores) :]
        total = blended([hit.score for hit in best], scores, self._say(history))
        rescored = [
            replace(hit, score=score, found_at=rank, reranked=own)
            for rank, (hit, score, own) in enumerate(zip(best, total, scores, strict=True), 1)
        ]
        rescored.sort(key=lambda hit: -hit.score)
        # What was not read stays behind what was: it must not win by the other scale's score.
        behind = [replace(hit, score=0.0) for hit in rest]
        return Reranked((*rescored, *behind))

    def _say(self, history: float) -> float:
        return self._weight / (1 + history) if self._weight < 1 else self._weight

    def _start(
        self, question: str, texts: Sequence[str], deadline: float
    ) -> Future[list[float]] | None:
        while True:
            with self._lock:
                running = self._running
                if running is None or running.done():
                    self._running = self._pool.submit(
                        self._pace.scores, question, texts, deadline=deadline
                    )
                    return self._running
            if wait((running,), timeout=max(0.0, deadline - monotonic())).not_done:
                return None

    def _as_found(self, hits: Sequence[Hit], why: str) -> Reranked:
        note = f"Reranker {self.reranker.name!r} {why}; the order found by searching stands."
        _LOG.warning(note)
        return Reranked(tuple(hits), (note,))


def blended(found: Sequence[float], reranked: Sequence[float], weight: float) -> list[float]:
    """Return weight x reranked + (1 - weight) x found, place by place.

    Both are spread to 0..1 first, since the scale of neither means anything to the other; at 1 the
    reranker's scores stay as they are.
    """
    if weight >= 1:
        return list(reranked)
    pairs = zip(_spread(found), _spread(reranked), strict=True)
    return [(1 - weight) * first + weight * second for first, second in pairs]


def _spread(scores: Sequence[float]) -> list[float]:
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low or 1.0) for score in scores]


def with_instruction(question: str, instruction: str) -> str:
    """Return the question in the form that zerank-2 was trained on, where there is an instruction.

    sentence-transformers' own `prompt` would make a system message of it before the question.
    """
    if not instruction:
        return question
    return f"<query>{question}</query><instruction>{instruction}</instruction>"


# Has a reranker read as many passages as its time allows, by the speed that was measured.


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
