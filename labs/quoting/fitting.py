"""The quoting scorer's weights, fitted so that windows that hold the answer come first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.writing.quoting.features import NAMES
from app.writing.quoting.quotations import Quotation
from app.writing.quoting.selection import select
from evals.benchmarks.question_set import ExpertQuestion
from evals.questions.wording import bare, says
from knowledge.domain.passages import FloatRows

Rows = NDArray[np.float64]
_PENALTY = 60.0
_ROUNDS = 40
_MOST_WORDS = 60
_SMALLEST_SPREAD = 1e-3


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question of a set with the windows found for it, and what the scorer sees of each."""

    dataset: str
    question: ExpertQuestion
    windows: Sequence[Quotation]
    features: FloatRows

    def best(self) -> NDArray[np.bool_]:
        """Return which windows hold most of the facts, in at most 60 words where any does."""
        facts = self.question.key_facts
        texts = [bare(window.text) for window in self.windows]
        held = np.array([sum(says(text, fact) for fact in facts) for text in texts])
        most: NDArray[np.bool_] = (held == held.max(initial=0)) & (held > 0)
        lengths = np.array([len(text.split()) for text in texts])
        short: NDArray[np.bool_] = most & (lengths <= _MOST_WORDS)
        return short if short.any() else most


@dataclass(frozen=True, slots=True)
class QuotingRow:
    """What quoting comes to on a set: shares of its questions whose every fact is there."""

    dataset: str
    questions: int
    best_window: float
    answer: float
    some_window: float


def fit(read: Sequence[ReadQuestion], names: Sequence[str] = NAMES) -> dict[str, float]:
    """Return weights under which the best windows have most of a softmax over the question's.

    Each set weighs the same. Windows that say the same share their part, so any of them may win
    (the multiple-instance softmax); with their shares held, each round is a Newton step.
    """
    columns = [NAMES.index(name) for name in names]
    examples = [(e.dataset, e.features[:, columns].astype(np.float64), e.best()) for e in read]
    examples = [each for each in examples if each[2].any()]
    spread = np.concatenate([rows for _, rows, _ in examples]).std(axis=0) + _SMALLEST_SPREAD
    counts = Counter(dataset for dataset, _, _ in examples)
    weights = np.zeros(len(columns))
    for _ in range(_ROUNDS):
        slope, curve = _PENALTY * weights, _PENALTY * np.eye(len(columns))
        for dataset, rows, best in examples:
            share = len(examples) / len(counts) / counts[dataset]
            scaled = rows / spread
            likely = _softmax(scaled @ weights)
            wanted = np.where(best, likely, 0.0) / max(likely[best].sum(), np.finfo(float).tiny)
            mean = likely @ scaled
            slope += share * (mean - wanted @ scaled)
            curve += share * ((scaled.T * likely) @ scaled - np.outer(mean, mean))
        weights = weights - np.linalg.solve(curve, slope)
    return dict(zip(names, (float(weight) for weight in weights / spread), strict=True))


def measured(read: Sequence[ReadQuestion], weights: Mapping[str, float]) -> list[QuotingRow]:
    """Return a row for each set."""
    values = np.array([weights.get(name, 0.0) for name in NAMES])
    return [
        _row(dataset, [each for each in read if each.dataset == dataset], values)
        for dataset in dict.fromkeys(each.dataset for each in read)
    ]


def left_out(read: Sequence[ReadQuestion], names: Sequence[str] = NAMES) -> list[QuotingRow]:
    """Return each set's row by weights that were fitted on the other sets."""
    rows = []
    for dataset in dict.fromkeys(each.dataset for each in read):
        others = [each for each in read if each.dataset != dataset]
        own = [each for each in read if each.dataset == dataset]
        rows += measured(own, fit(others, names))
    return rows


def _row(dataset: str, read: Sequence[ReadQuestion], values: Rows) -> QuotingRow:
    best, answer, some = [], [], []
    for each in read:
        scores = np.asarray(each.features @ values, dtype=np.float32)
        quoted = " ".join(quotation.text for quotation in select(each.windows, scores))
        best.append(_holds(each.question, each.windows[int(scores.argmax())].text))
        answer.append(_holds(each.question, quoted))
        some.append(any(_holds(each.question, window.text) for window in each.windows))
    shares = (float(np.mean(values)) for values in (best, answer, some))
    return QuotingRow(dataset, len(read), *shares)


def _holds(question: ExpertQuestion, text: str) -> bool:
    plain = bare(text)
    return all(says(plain, fact) for fact in question.key_facts)


def _softmax(scores: Rows) -> Rows:
    raised = np.exp(scores - scores.max())
    shares: Rows = raised / raised.sum()
    return shares
