"""What each weight in the mix of base and tuned model costs and brings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sentence_transformers import SentenceTransformer

from finetune.before_after import Change, Values, changes, rankings, values_of
from finetune.merging import Weights, mixed, put_in
from finetune.pairing.judged import Judged
from finetune.trainable import as_embedder
from knowledge.models.local_model import LocalModel

CURVE = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """One weight of the tuned model in the mix, held against the base on every set."""

    weight: float
    changes: tuple[Change, ...]

    def change(self, judged: str, measure: str = "nDCG@10") -> Change:
        """Return one set's change in one measure."""
        return next(c for c in self.changes if (c.judged, c.measure) == (judged, measure))


@dataclass(frozen=True, slots=True)
class Mixture:
    """A base, what it was tuned to, and the model object that plays either and all between."""

    model: SentenceTransformer
    described: LocalModel
    base: Weights
    tuned: Weights

    def at(self, weight: float) -> SentenceTransformer:
        """Return the model with this weight of the tuned one."""
        put_in(self.model, mixed(self.base, self.tuned, weight))
        return self.model


def measured_curve(
    mixture: Mixture,
    judged: Sequence[Judged],
    weights: Sequence[float],
    *,
    cache: Path,
    said: Callable[[str], None] = lambda _line: None,
) -> list[Point]:
    """Measure base and mixes on every set; the base's vectors are looked for in the cache."""
    before = {each.name: _values(mixture, 0.0, each, cache) for each in judged}
    points = []
    for weight in weights:
        rows: list[Change] = []
        for each in judged:
            rows += changes(each, before[each.name], _values(mixture, weight, each, None))
            one = rows[-3]
            said(
                f"{each.name} at {weight:g}: {one.measure} {one.before:.4f} -> {one.after:.4f} "
                f"({one.difference.mean:+.4f}, {one.difference.low:+.4f} to "
                f"{one.difference.high:+.4f})"
            )
        points.append(Point(weight, tuple(rows)))
    return points


def _values(mixture: Mixture, weight: float, judged: Judged, cache: Path | None) -> Values:
    embedder = as_embedder(mixture.at(weight), mixture.described)
    return values_of(judged, rankings(judged, embedder, cache))
