"""How much of the history counts in a search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HistoryWeights:
    """How much of the history counts, beside the question's 1.

    The first five are weights of vectors (the first question; the last question, all questions, the
    last answer and the beginnings of the last three answers, each with the question). They are
    multiplied by `least_mixed` for a question that stands alone, up to `most_mixed` for one that
    leans wholly; a user turn's BM25 terms by `decay` to the power of its age and by `least_faded`
    up to `most_faded`.
    """

    first: float = 0.15
    last_asked: float = 0.1
    all_asked: float = 0.1
    last_answer: float = 0.3
    answers: float = 0.2
    least_mixed: float = 0.5
    most_mixed: float = 1.6
    decay: float = 0.4
    least_faded: float = 0.5
    most_faded: float = 1.5


MEASURED = HistoryWeights()
"""The best of a random search: see `app.rewriting.legs.HistoryMix`."""
