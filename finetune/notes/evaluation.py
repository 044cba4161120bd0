"""What a model of notes is worth: next-note recall, labels, survival."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

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

from evals.runs.significance import Difference, MeanEstimate, difference, estimate
from finetune.notes.labels import NoteLabel, SurvivalLabel, foretold, stated, waiting_for
from finetune.notes.pairs import Mask, Split, Step, masked_notes, steps_of
from finetune.notes.records import Note
from knowledge.domain.embedding import Embedder
from knowledge.domain.passages import FloatRows

CUTOFFS = (1, 5, 10)
POOLS = ("all notes", "same kind", "one person")


@dataclass(frozen=True, slots=True)
class NextNoteScores:
    """Per step: the next note's rank in each pool, from 1; and who the nearest five belong to.

    A pool holds texts, each once: equal texts are one answer. The anchor's own text is never in it.
    """

    persons: tuple[str, ...]
    ranks: Mapping[str, tuple[int, ...]]
    sizes: Mapping[str, tuple[int, ...]]
    same_person: tuple[float, ...]
    """Share of the five nearest of all notes that the anchor's person has, too."""
    same_person_by_chance: tuple[float, ...]
    """The share that five notes drawn at random would have."""

    def recall(self, pool: str, cutoff: int) -> MeanEstimate:
        """Return recall at a cutoff with its interval, drawing whole persons."""
        return estimate(self.found(pool, cutoff), clusters=self.persons)

    def found(self, pool: str, cutoff: int) -> list[float]:
        """Return 1 or 0 for each step."""
        return [float(rank <= cutoff) for rank in self.ranks[pool]]

    def by_knowing_the_person(self, cutoff: int) -> float:
        """Return the recall over all notes of a guess among the person's own.

        What a model reaches by matching persons alone; recall above it is more than that.
        """
        return float(np.mean([min(1.0, cutoff / max(1, n)) for n in self.sizes["one person"]]))


def score_next_notes(
    steps: Sequence[Step], notes: Mapping[str, Sequence[Note]], rows: Mapping[str, FloatRows]
) -> NextNoteScores:
    """Rank every step's candidates by cosine; `rows` has the unit vector of every text."""
    persons = sorted({step.person for step in steps})
    texts = sorted({note.text for person in persons for note in notes[person]})
    place = {text: row for row, text in enumerate(texts)}
    matrix = np.stack([rows[text] for text in texts])
    own = {p: np.array(sorted({place[n.text] for n in notes[p]})) for p in persons}
    kinds: dict[str, set[int]] = defaultdict(set)
    for person in persons:
        for note in notes[person]:
            kinds[note.kind].add(place[note.text])
    everything = np.arange(len(texts))
    ranks: dict[str, list[int]] = {pool: [] for pool in POOLS}
    sizes: dict[str, list[int]] = {pool: [] for pool in POOLS}
    shares: list[tuple[float, float]] = []
    for step in steps:
        scores = matrix @ rows[step.anchor]
        anchor, wanted = place[step.anchor], place[step.positive]
        pools = (everything, np.array(sorted(kinds[step.kind])), own[step.person])
        for pool, members in zip(POOLS, pools, strict=True):
            others = members[members != anchor]
            ranks[pool].append(_rank(scores, wanted, others))
            sizes[pool].append(len(others))
        shares.append(_same_person(scores, anchor, own[step.person]))
    return NextNoteScores(
        persons=tuple(step.person for step in steps),
        ranks={pool: tuple(values) for pool, values in ranks.items()},
        sizes={pool: tuple(values) for pool, values in sizes.items()},
        same_person=tuple(share for share, _ in shares),
        same_person_by_chance=tuple(chance for _, chance in shares),
    )


def error_cut(
    before: NextNoteScores, after: NextNoteScores, pool: str, cutoff: int = 5
) -> tuple[float, Difference]:
    """Return which share of (1 - recall) is gone, and the paired difference of recall."""
    ours, theirs = after.found(pool, cutoff), before.found(pool, cutoff)
    error_before, error_after = 1 - float(np.mean(theirs)), 1 - float(np.mean(ours))
    cut = 1 - error_after / error_before if error_before else 0.0
    return cut, difference(ours, theirs, clusters=before.persons)


def _rank(scores: FloatRows, wanted: int, others: np.ndarray[tuple[int], np.dtype[np.intp]]) -> int:
    # A tie counts against: vectors that cannot tell two notes apart have not found one of them.
    rivals = others[others != wanted]
    return 1 + int(np.sum(scores[rivals] >= scores[wanted]))


def _same_person(
    scores: FloatRows, anchor: int, own: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> tuple[float, float]:
    masked = scores.copy()
    masked[anchor] = -np.inf
    nearest = np.argsort(-masked, kind="stable")[: min(5, len(scores) - 1)]
    share = float(np.mean(np.isin(nearest, own)))
    chance = float((len(own) - 1) / max(1, len(scores) - 1))
    return share, chance


# What frozen vectors of notes are good for: labels by logistic regression, survival by Cox.


_FEWEST = 5
"""Of each kind, in training and in test: below, a figure would be noise."""
_DRAWS = 1_000
_AXES = 4
"""Directions of the vectors that the survival model sees; it has one person a row."""
_PENALTY = 0.1


@dataclass(frozen=True, slots=True)
class NoteFigure:
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
) -> NoteFigure | None:
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
    return NoteFigure(_auroc(tested, scores), low, high, int(tested.sum()), len(tested))


def survival_concordance(
    train: Sequence[SurvivalLabel], test: Sequence[SurvivalLabel], rows: Mapping[str, FloatRows]
) -> NoteFigure | None:
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
    return NoteFigure(value, low, high, int(happened.sum()), len(test))


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


# Measures a model on notes: next-note recall, labels, survival; one model or before and after.


@dataclass(frozen=True, slots=True)
class NoteMeasures:
    """What is measured besides recall: labels, and an event that is waited for."""

    labels: tuple[NoteLabel, ...] = ()
    event: NoteLabel | None = None
    at_note: int = 0
    until: Mapping[str, datetime] = field(default_factory=dict)
    happened: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoteEvidence:
    """What one model's frozen vectors achieve on persons that no model was trained on."""

    next_notes: NextNoteScores
    labels: Mapping[str, NoteFigure | None]
    """Whether the note says so itself; None where there are too few cases."""
    foretold: Mapping[str, NoteFigure | None]
    """Whether a later note says so."""
    survival: NoteFigure | None


class NotesInQuestion:
    """Masked notes with their split, and the test's cases: made once, for every model the same."""

    def __init__(
        self, notes: Sequence[Note], split: Split, mask: Mask, asked: NoteMeasures
    ) -> None:
        """Mask the notes; labels are read off what is left, which is all that a model sees."""
        self.split = split
        self.asked = asked
        self.masked = masked_notes(notes, mask)
        self.steps: tuple[Step, ...] = steps_of(self.masked, split.test)
        self._train = {p: self.masked[p] for p in sorted(split.train) if p in self.masked}
        self._test = {p: self.masked[p] for p in sorted(split.test) if p in self.masked}

    def texts(self) -> list[str]:
        """Return every text once, as the model is to embed it."""
        return sorted({note.text for theirs in self.masked.values() for note in theirs})

    def vectors(self, embedder: Embedder) -> dict[str, FloatRows]:
        """Return the model's vector of every text."""
        texts = self.texts()
        return dict(zip(texts, embedder.embed_passages(texts), strict=True))

    def measure(self, rows: Mapping[str, FloatRows]) -> NoteEvidence:
        """Return all figures of one model."""
        labels = self.asked.labels
        return NoteEvidence(
            next_notes=score_next_notes(self.steps, self.masked, rows),
            labels={
                each.name: label_auroc(stated(each, self._train), stated(each, self._test), rows)
                for each in labels
            },
            foretold={
                each.name: label_auroc(
                    foretold(each, self._train), foretold(each, self._test), rows
                )
                for each in labels
            },
            survival=survival_concordance(*self._waiting(), rows) if self.asked.event else None,
        )

    def _waiting(self) -> tuple[tuple[SurvivalLabel, ...], tuple[SurvivalLabel, ...]]:
        event = self.asked.event
        assert event is not None, "only asked where there is an event"
        train, test = (
            waiting_for(
                event,
                part,
                at_note=self.asked.at_note,
                until=self.asked.until,
                happened=self.asked.happened,
            )
            for part in (self._train, self._test)
        )
        return train, test
