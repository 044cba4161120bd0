"""A tuned model held against its base, question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.cached_queries import CachedQueries, query_identity
from evals.runs.measures import measure
from evals.runs.significance import Difference, difference
from finetune.pairing.judged import Judged
from ingest.cache import EmbeddingCache
from ingest.embedding import CachedEmbedding
from knowledge.embedding import Embedder

MEASURES = ("nDCG@10", "R@10", "R@100")
DEPTH = 100

Values = Mapping[str, Mapping[str, float]]
"""Measure -> question id -> value."""


@dataclass(frozen=True, slots=True)
class Change:
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


def changes(judged: Judged, before: Values, after: Values) -> list[Change]:
    """Compare measure by measure, with intervals that resample documents."""
    groups = [judged.groups[question] for question in judged.questions]
    rows = []
    for name in MEASURES:
        first = [before[name][question] for question in judged.questions]
        second = [after[name][question] for question in judged.questions]
        rows.append(
            Change(
                judged=judged.name,
                described=judged.described,
                measure=name,
                before=float(np.mean(first)),
                after=float(np.mean(second)),
                difference=difference(second, first, clusters=groups),
            )
        )
    return rows
