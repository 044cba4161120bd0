"""Fit the answerability check's logistic, and hold it to questions that it has not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.runs.significance import MeanEstimate

_PENALTY = 0.001
_ROUNDS = 60
_RESAMPLES = 1_000

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CalibrationExample:
    """A question's features and whether what was searched answers it.

    `group` is the knowledge base, `kind` the sort of example (as it is, evidence taken out ...),
    `origin` the conversation or question that it comes from.
    """

    group: str
    answerable: bool
    features: dict[str, float]
    kind: str = ""
    origin: str = ""


def fit(examples: Sequence[CalibrationExample], names: Sequence[str]) -> Rows:
    """Return bias and weights of a logistic (Newton, a slight ridge).

    Each group weighs the same, in it answerable and other ones, and among these each kind.
    """
    rows = matrix(examples, names)
    wanted = np.array([e.answerable for e in examples], dtype=float)
    share = _shares(examples)
    ridge = np.diag([0.0] + [_PENALTY * len(examples)] * len(names))
    weights = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        guess = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (share * (guess - wanted)) + ridge @ weights
        bend = (rows * (share * guess * (1 - guess))[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(bend + 1e-9 * np.eye(len(weights)), slope)
    return weights


def matrix(examples: Sequence[CalibrationExample], names: Sequence[str]) -> Rows:
    """Return the features as rows, a one before each."""
    return np.array([[1.0, *(e.features[name] for name in names)] for e in examples])


def logits(
    examples: Sequence[CalibrationExample], names: Sequence[str], weights: Rows
) -> list[float]:
    """Return each example's score before it is made a probability."""
    return [float(score) for score in matrix(examples, names) @ weights]


def lowest_threshold(
    examples: Sequence[CalibrationExample], scores: Sequence[float], *, refusing: float
) -> float:
    """Return below what at most this share of any group's answerable questions lies.

    The strictest knowledge base decides: questions in few everyday words score lower throughout,
    and a wrong refusal cannot be seen through, while a passage that does not answer can.
    """
    by_group: dict[str, list[float]] = {}
    for example, score in zip(examples, scores, strict=True):
        if example.answerable:
            by_group.setdefault(example.group, []).append(score)
    return min(float(np.quantile(each, refusing)) for each in by_group.values())


def area_under_curve(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Return how often an answerable question scores above another; half for a tie."""
    ordered = np.sort(np.asarray(wrong))
    below = np.searchsorted(ordered, right, side="left")
    upto = np.searchsorted(ordered, right, side="right")
    return float(((below + upto) / 2).mean() / len(ordered))


def area_estimate(
    right: Sequence[float], wrong: Sequence[float], right_of: Sequence[str], wrong_of: Sequence[str]
) -> MeanEstimate:
    """Return the area with its 95 % interval; whole conversations are drawn, on both sides."""
    chance = np.random.default_rng(1)
    names = sorted({*right_of, *wrong_of})
    place = {name: number for number, name in enumerate(names)}
    values = np.array([*right, *wrong])
    good = np.arange(len(values)) < len(right)
    owners = np.array([place[name] for name in (*right_of, *wrong_of)])
    areas = []
    for _ in range(_RESAMPLES):
        drawn = np.bincount(chance.integers(0, len(names), len(names)), minlength=len(names))
        times = drawn[owners]
        if times[good].sum() and times[~good].sum():
            chosen = np.repeat(values, times)
            kinds = np.repeat(good, times)
            areas.append(area_under_curve(chosen[kinds].tolist(), chosen[~kinds].tolist()))
    low, high = np.percentile(areas, [2.5, 97.5])
    return MeanEstimate(area_under_curve(right, wrong), float(low), float(high))


def _shares(examples: Sequence[CalibrationExample]) -> Rows:
    sizes = Counter((e.group, e.answerable, e.kind) for e in examples)
    kinds = Counter((group, answerable) for group, answerable, _ in sizes)
    share = np.array(
        [
            1 / sizes[(e.group, e.answerable, e.kind)] / kinds[(e.group, e.answerable)]
            for e in examples
        ]
    )
    normed: Rows = share / share.mean()
    return normed
