"""A tuned model held against its base, and what each mix of the two is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from evals.retrieval.cached_queries import CachedQueries, query_identity
from evals.runs.scores import measure
from evals.runs.significance import Difference, difference
from finetune.pairs.judged import Judged
from finetune.training.models import as_embedder
from finetune.training.weights import Weights, mixed, put_in
from ingest.embedding.cache import EmbeddingCache
from ingest.embedding.cached_embedding import CachedEmbedding
from knowledge.domain.embedding import Embedder
from knowledge.models.catalogue.description import LocalModel

MEASURES = ("nDCG@10", "R@10", "R@100")
DEPTH = 100

Values = Mapping[str, Mapping[str, float]]
"""Measure -> question id -> value."""


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """One measure on one set, before and after, and the paired difference."""

    judged: str
    described: str
    measure: str
    before: float
    after: float
    difference: Difference


def rankings(
    judged: Judged, embedder: Embedder, cache: Path | None = None
) -> dict[str, list[tuple[str, float]]]:
    """Return each question's passages by exact cosine, best first; `cache` holds known vectors."""
    ids, texts = list(judged.passages), list(judged.passages.values())
    asked = list(judged.questions.values())
    if cache is None:
        passages, questions = embedder.embed_passages(texts), embedder.embed_queries(asked)
    else:
        identity = embedder.identity
        with (
            EmbeddingCache(cache, identity) as known,
            EmbeddingCache(cache, query_identity(identity)) as known_queries,
        ):
            passages = CachedEmbedding(embedder, known).rows(texts, lambda _done: None)
            questions = CachedQueries(embedder, known_queries).embed_queries(asked)
    scores = questions @ passages.T
    # Equal scores fall to the smaller id, as in the product's own search.
    by_id = np.argsort(np.argsort(ids))
    found = {}
    for question, row in zip(judged.questions, scores, strict=True):
        best = np.lexsort((by_id, -row))[:DEPTH]
        found[question] = [(ids[place], float(row[place])) for place in best]
    return found


def values_of(judged: Judged, found: Mapping[str, Sequence[tuple[str, float]]]) -> Values:
    """Measure rankings."""
    return measure(found, judged.relevant, MEASURES)


def changes(judged: Judged, before: Values, after: Values) -> list[MeasureChange]:
    """Compare measure by measure, with intervals that resample documents."""
    groups = [judged.groups[question] for question in judged.questions]
    rows = []
    for name in MEASURES:
        first = [before[name][question] for question in judged.questions]
        second = [after[name][question] for question in judged.questions]
        rows.append(
            MeasureChange(
                judged=judged.name,
                described=judged.described,
                measure=name,
                before=float(np.mean(first)),
                after=float(np.mean(second)),
                difference=difference(second, first, clusters=groups),
            )
        )
    return rows


# What each weight in the mix of base and tuned model costs and brings.


CURVE = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """One weight of the tuned model in the mix, held against the base on every set."""

    weight: float
    changes: tuple[MeasureChange, ...]

    def change(self, judged: str, measure: str = "nDCG@10") -> MeasureChange:
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
        rows: list[MeasureChange] = []
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
