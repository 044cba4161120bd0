"""What frozen vectors of notes are good for: labels by logistic regression, survival by Cox."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceError
from lifelines.utils import concordance_index
from numpy.typing import NDArray
from scipy.stats import rankdata  # type: ignore[import-untyped]
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from finetune.notes.labels import Waiting
from finetune.notes.records import Note
from knowledge.passages import FloatRows

_FEWEST = 5
"""Of each kind, in training and in test: below, a figure would be noise."""
_DRAWS = 1_000
_AXES = 4
"""Directions of the vectors that the survival model sees; it has one person a row."""
_PENALTY = 0.1


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval, and how many cases it rests on."""

    value: float
    low: float
    high: float
    positives: int
    total: int


def label_auroc(
    train: Sequence[tuple[Note, bool]],
    test: Sequence[tuple[Note, bool]],
    rows: Mapping[str, FloatRows],
) -> Figure | None:
    """Return the AUROC on test persons of a logistic regression on frozen vectors.

    The interval draws whole persons. None where either part has fewer than five of a kind.
    """
    trained, tested = (np.array([says for _, says in part]) for part in (train, test))
    kinds = [np.sum(trained), np.sum(~trained), np.sum(tested), np.sum(~tested)]
    if min(kinds) < _FEWEST:
        return None
    model = LogisticRegression(max_iter=2_000, class_weight="balanced", C=1.0)
    model.fit(np.stack([rows[note.text] for note, _ in train]), trained)
    scores = model.decision_function(np.stack([rows[note.text] for note, _ in test]))
    persons = np.array([note.person for note, _ in test])
    low, high = _interval(persons, lambda drawn: _auroc(tested[drawn], scores[drawn]))
    return Figure(_auroc(tested, scores), low, high, int(tested.sum()), len(tested))


def survival_concordance(
    train: Sequence[Waiting], test: Sequence[Waiting], rows: Mapping[str, FloatRows]
) -> Figure | None:
    """Return Harrell's C on test persons of a penalised Cox model over a few main directions.

    .5 is guessing. None where either part has fewer than five events, or where no direction
    differs between persons.
    """
    if min(sum(each.happened for each in part) for part in (train, test)) < _FEWEST:
        return None
    given, asked = (np.stack([rows[each.note.text] for each in part]) for part in (train, test))
    axes = PCA(n_components=min(_AXES, len(train) - 1, given.shape[1]), random_state=1).fit(given)
    kept = axes.explained_variance_ > np.finfo(np.float32).eps
    if not kept.any():
        return None
    scale = StandardScaler().fit(axes.transform(given)[:, kept])
    frame = pd.DataFrame(scale.transform(axes.transform(given)[:, kept])).add_prefix("axis")
    frame["days"] = [each.days for each in train]
    frame["happened"] = [each.happened for each in train]
    model = CoxPHFitter(penalizer=_PENALTY)
    try:
        with warnings.catch_warnings():
            # lifelines calls pandas in a way that is to go, and warns of weak directions.
            warnings.simplefilter("ignore")
            model.fit(frame, duration_col="days", event_col="happened")
    except ConvergenceError:
        return None
    seen = pd.DataFrame(scale.transform(axes.transform(asked)[:, kept])).add_prefix("axis")
    risk = -np.asarray(model.predict_partial_hazard(seen), dtype=np.float64)
    days = np.array([each.days for each in test])
    happened = np.array([each.happened for each in test])
    persons = np.array([each.person for each in test])
    low, high = _interval(
        persons, lambda drawn: _concordance(days[drawn], risk[drawn], happened[drawn])
    )
    value = float(concordance_index(days, risk, happened))
    return Figure(value, low, high, int(happened.sum()), len(test))


def _auroc(says: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """Return the share of pairs that are in order, a tie being half a pair (Mann and Whitney)."""
    positives = int(says.sum())
    pairs = positives * (len(says) - positives)
    if not pairs:
        return np.nan
    above = rankdata(scores)[says].sum() - positives * (positives + 1) / 2
    return float(above / pairs)


def _concordance(
    days: NDArray[np.float64], risk: NDArray[np.float64], happened: NDArray[np.bool_]
) -> float:
    try:
        return float(concordance_index(days, risk, happened))
    except ZeroDivisionError:  # a draw in which no two persons can be compared
        return np.nan


def _interval(
    persons: NDArray[np.str_], figure: Callable[[NDArray[np.intp]], float]
) -> tuple[float, float]:
    random = np.random.default_rng(1)
    names, member = np.unique(persons, return_inverse=True)
    rows = [np.flatnonzero(member == person) for person in range(len(names))]
    values = []
    for _ in range(_DRAWS):
        drawn = random.integers(0, len(names), size=len(names))
        values.append(figure(np.concatenate([rows[person] for person in drawn])))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)
