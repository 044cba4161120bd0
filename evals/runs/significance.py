"""Intervals and tests over per-question values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class MeanEstimate:
    """A mean and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of paired differences, its 95 % interval, and a two-sided permutation p-value."""

    mean: float
    low: float
    high: float
    p_value: float

    @property
    def significant(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def estimate(
    values: Sequence[float], *, clusters: Sequence[str] = (), seed: int = 1
) -> MeanEstimate:
    """Return the mean with its percentile bootstrap interval.

    With `clusters` (one label per value) whole clusters are drawn, as questions of one
    conversation are not independent.
    """
    means = _resampled_means(np.asarray(values, dtype=np.float64), clusters, seed)
    low, high = np.percentile(means, [2.5, 97.5])
    return MeanEstimate(float(np.mean(values)), float(low), float(high))


def difference(
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    clusters: Sequence[str] = (),
    seed: int = 1,
) -> Difference:
    """Compare two systems on the same questions, `ours` minus `theirs`, pair by pair."""
    pairs = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    means = _resampled_means(pairs, clusters, seed)
    low, high = np.percentile(means, [2.5, 97.5])
    return Difference(float(pairs.mean()), float(low), float(high), _sign_flips(pairs, seed))


def _resampled_means(
    values: NDArray[np.float64], clusters: Sequence[str], seed: int
) -> NDArray[np.float64]:
    random = np.random.default_rng(seed)
    names = np.asarray(clusters if len(clusters) else [str(i) for i in range(len(values))])
    _, member = np.unique(names, return_inverse=True)
    sums = np.bincount(member, weights=values)
    sizes = np.bincount(member).astype(np.float64)
    drawn = random.integers(0, len(sums), size=(RESAMPLES, len(sums)))
    means: NDArray[np.float64] = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return means


def _sign_flips(pairs: NDArray[np.float64], seed: int) -> float:
    """Return the share of random sign flips whose mean is at least as far from 0."""
    random = np.random.default_rng(seed)
    signs = random.choice(np.array([-1.0, 1.0]), size=(RESAMPLES, len(pairs)))
    flipped = np.abs((signs * pairs).mean(axis=1))
    # The observed assignment is one of the permutations (Phipson and Smyth, 2010).
    return float((np.sum(flipped >= abs(pairs.mean()) - 1e-12) + 1) / (RESAMPLES + 1))
