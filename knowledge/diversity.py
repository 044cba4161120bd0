"""Hits that say different things: maximal marginal relevance, and so many of one document at most.

MMR (Carbonell and Goldstein, SIGIR 1998) over the fused ranking: each place goes to the hit whose
score, less its likeness to what stands before it, is greatest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.passages import FloatRows
from knowledge.queries import Hit


def most_different(
    hits: Sequence[Hit], vectors: Mapping[str, FloatRows], *, diversity: float, limit: int
) -> list[Hit]:
    """Return at most `limit` of the hits, reordered; `vectors` are unit rows by passage id.

    `diversity` 0 keeps the order, 1 looks at likeness alone. Scores are brought to 0..1 first, as
    cosines are; the hits keep their own.
    """
    scores = np.array([hit.score for hit in hits])
    span = np.ptp(scores) if len(hits) else 0.0
    relevance = (scores - scores.min()) / span if span else np.ones(len(hits))
    rows = np.stack([vectors[hit.passage.id] for hit in hits]) if hits else np.empty((0, 0))
    likeness = np.zeros(len(hits))
    left = list(range(len(hits)))
    chosen: list[Hit] = []
    while left and len(chosen) < limit:
        worth = (1 - diversity) * relevance[left] - diversity * likeness[left]
        best = left.pop(int(worth.argmax()))
        chosen.append(hits[best])
        likeness = np.maximum(likeness, rows @ rows[best])
    return chosen


def capped(hits: Sequence[Hit], *, most_per_document: int) -> list[Hit]:
    """Return the hits without those that come after `most_per_document` of their document."""
    seen: Counter[str] = Counter()
    kept = []
    for hit in hits:
        seen[hit.passage.document_id] += 1
        if seen[hit.passage.document_id] <= most_per_document:
            kept.append(hit)
    return kept
