"""Whether other weights of the history would do better: a search, judged by cross-validation."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from app.rewriting.legs import MEASURED, HistoryMix, HistoryWeights, JoinedMessages, LastTurn
from evals.benchmarks.benchmark import Benchmark, BenchmarkQuestion
from evals.retrieval.ranking import MeasuredLegs, Pipeline, rank
from evals.runs.scores import score
from evals.runs.significance import Difference, difference
from knowledge.domain.embedding import Embedder
from knowledge.store.protocol import Reader

MEASURE = "nDCG@5"
_FACTORS = (0.0, 0.5, 0.75, 1.0, 1.33, 2.0)
_CHANGED_SHARE = 0.5
_LIMIT = 10

Values = NDArray[np.float64]
"""A measure's value of each question."""


@dataclass(frozen=True, slots=True)
class WeightSearch:
    """What a search found: for each question, values under several settings.

    `chosen` holds what the settings that won on the other folds give on each question's own fold:
    an estimate that no question had a say in. `best` is the winner on all of them, in-sample.
    """

    questions: tuple[BenchmarkQuestion, ...]
    best: HistoryWeights
    best_values: Values
    chosen: Values
    measured: Values
    alone: Values
    usual: Values

    def against(self, ours: Values, theirs: Values) -> Difference:
        """Return the paired difference, whole conversations drawn."""
        return difference(ours.tolist(), theirs.tolist(), clusters=conversations(self.questions))


def drawn_weights(trials: int, seed: int = 0) -> list[HistoryWeights]:
    """Return the set weights and others: half of the numbers of each made smaller or greater."""
    random = np.random.default_rng(seed)
    drawn = [MEASURED]
    while len(drawn) < trials:
        changed = {
            field.name: round(getattr(MEASURED, field.name) * float(random.choice(_FACTORS)), 3)
            for field in fields(HistoryWeights)
            if random.random() < _CHANGED_SHARE
        }
        drawn.append(replace(MEASURED, **changed))
    return drawn


def search_weights(
    benchmark: Benchmark,
    readers: Mapping[str, Reader],
    embedder: Embedder,
    *,
    trials: int,
    folds: int,
    progress: Callable[[int], None] = lambda _done: None,
) -> WeightSearch:
    """Rank with each setting; choose on all folds but one, measure on that one."""

    def values(pipeline: Pipeline) -> Values:
        ranked = rank(benchmark, readers, embedder, pipeline, limit=_LIMIT)
        return np.array(score(ranked, (MEASURE,)).values[MEASURE])

    drawn = drawn_weights(trials)
    rows = []
    for done, weights in enumerate(drawn, start=1):
        rows.append(values(Pipeline("history", HistoryMix(weights))))
        progress(done)
    table = np.stack(rows)
    best = int(table.mean(axis=1).argmax())
    return WeightSearch(
        questions=benchmark.questions,
        best=drawn[best],
        best_values=table[best],
        chosen=held_out(table, folds_of(benchmark.questions, folds)),
        measured=table[0],
        alone=values(Pipeline("none", LastTurn())),
        usual=values(Pipeline("concat", JoinedMessages(), MeasuredLegs.DENSE)),
    )


def held_out(table: Values, fold: NDArray[np.int64]) -> Values:
    """Return each question's value under the row that is best on the other folds' questions.

    `table` has a row a setting and a column a question.
    """
    values = np.empty(table.shape[1])
    for each in np.unique(fold):
        inside = fold == each
        winner = int(table[:, ~inside].mean(axis=1).argmax())
        values[inside] = table[winner, inside]
    return values


def folds_of(questions: Sequence[BenchmarkQuestion], folds: int) -> NDArray[np.int64]:
    """Return each question's fold; a conversation's questions are all in one."""
    names = conversations(questions)
    # Dealt out in an order that has nothing to do with theirs, so that no fold is empty.
    dealt = sorted(set(names), key=lambda name: zlib.crc32(name.encode()))
    fold = {name: number % folds for number, name in enumerate(dealt)}
    return np.array([fold[name] for name in names], dtype=np.int64)


def conversations(questions: Sequence[BenchmarkQuestion]) -> list[str]:
    """Return each question's conversation, its own id where it has none."""
    return [q.labels.get("conversation", q.id) for q in questions]
