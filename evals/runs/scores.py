"""From rankings to figures: measures by ir-measures, means with intervals, the saved run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
import numpy as np

from evals.benchmarks.benchmark import BenchmarkQuestion, Ranked
from evals.runs.saved_runs import SavedQuestion, run_content
from evals.runs.significance import MeanEstimate, estimate

Rankings = Mapping[str, Sequence[tuple[str, float]]]
"""Question id -> (passage id, score), best first."""

DEFAULT_MEASURES = ("nDCG@5", "nDCG@10", "R@5", "R@10", "R@100", "RR@10", "Success@5", "P@1")


def measure(
    rankings: Rankings,
    relevant: Mapping[str, Mapping[str, int]],
    names: Sequence[str] = DEFAULT_MEASURES,
) -> dict[str, dict[str, float]]:
    """Return measure name -> question id -> value; a question without a ranking scores 0.

    Scores are replaced by ranks first, since the library orders ties its own way.
    """
    run = {
        question: {passage: float(-rank) for rank, (passage, _) in enumerate(ranking)}
        for question, ranking in rankings.items()
        if question in relevant
    }
    for question in relevant:
        # A ranking without a relevant passage, so that the question counts, with 0.
        run.setdefault(question, {"": 0.0})
    measures = [ir_measures.parse_measure(name) for name in names]
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(relevant, 0.0) for name in names}
    qrels = {question: dict(grades) for question, grades in relevant.items()}
    for metric in ir_measures.iter_calc(measures, qrels, run):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    return values


# From rankings to figures: means with intervals, broken down, and the saved run.


@dataclass(frozen=True, slots=True)
class Scores:
    """Per-question values of one run: measure -> values in the order of `questions`."""

    questions: tuple[BenchmarkQuestion, ...]
    values: Mapping[str, tuple[float, ...]]

    def overall(self, name: str) -> MeanEstimate:
        """Return a measure's mean and interval, resampling whole conversations."""
        return estimate(self.values[name], clusters=self.conversations())

    def conversations(self) -> list[str]:
        """Return each question's conversation, its own id where it has none."""
        return [q.labels.get("conversation", q.id) for q in self.questions]

    def where(self, kept: Sequence[bool]) -> Scores:
        """Return the scores of the questions at the kept positions."""
        rows = [row for row, keep in enumerate(kept) if keep]
        return Scores(
            tuple(self.questions[row] for row in rows),
            {name: tuple(values[row] for row in rows) for name, values in self.values.items()},
        )


def score(ranked: Sequence[Ranked], names: Sequence[str] = DEFAULT_MEASURES) -> Scores:
    """Measure every ranking."""
    questions = tuple(each.question for each in ranked)
    rankings = {each.question.id: each.ranking for each in ranked}
    values = measure(rankings, {q.id: q.relevant for q in questions}, names)
    return Scores(
        questions, {name: tuple(values[name][q.id] for q in questions) for name in values}
    )


def latencies(ranked: Sequence[Ranked]) -> dict[str, tuple[float, float]]:
    """Return stage -> (median, 95th percentile) in milliseconds."""
    stages = sorted({stage for each in ranked for stage in each.milliseconds})
    return {
        stage: (
            float(np.percentile([each.milliseconds.get(stage, 0.0) for each in ranked], 50)),
            float(np.percentile([each.milliseconds.get(stage, 0.0) for each in ranked], 95)),
        )
        for stage in stages
    }


def as_json(
    settings: Mapping[str, object], ranked: Sequence[Ranked], scores: Scores
) -> dict[str, object]:
    """Return a run as it is saved: settings, figures, a row per question."""
    questions = [
        SavedQuestion(
            id=each.question.id,
            question=each.question.text,
            labels=dict(each.question.labels),
            relevant=dict(each.question.relevant),
            ranking=tuple(passage for passage, _ in each.ranking[:20]),
            values={name: scores.values[name][row] for name in scores.values},
        )
        for row, each in enumerate(ranked)
    ]
    return run_content(settings, questions, latencies(ranked))


def write_trec_run(path: Path, ranked: Sequence[Ranked], name: str) -> None:
    """Write the rankings in TREC's run format: question Q0 passage rank score name."""
    lines = [
        f"{each.question.id} Q0 {passage} {rank} {value:.6f} {name}"
        for each in ranked
        for rank, (passage, value) in enumerate(each.ranking, start=1)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a run's JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
