"""Next-note recall: is the next note of a person among the nearest ones, and why?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.runs.significance import Difference, Estimate, difference, estimate
from finetune.notes.pairs import Step
from finetune.notes.records import Note
from knowledge.passages import FloatRows

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

    def recall(self, pool: str, cutoff: int) -> Estimate:
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
