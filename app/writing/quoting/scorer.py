"""How likely a window answers: weights that were learnt, times what the scorer looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.writing.quotations import Quotation
from app.writing.quoting.features import NAMES, Evidence, Wanted, feature_rows
from knowledge.domain.passages import FloatRows

# Fitted, not set: on what, how, and what it comes to on sets that were left out stands in
# docs/research/answers.md.
WEIGHTS = {
    "cosine": 0.658,
    "cosine mixed": 4.685,
    "unit cosine": 2.084,
    "cosine gap": -2.530,
    "passage cosine": -0.824,
    "heading cosine": -1.370,
    "follow-up cosine": 0.846,
    "covered": 0.455,
    "covered mixed": 6.202,
    "covered with heading": 0.612,
    "heading covered": -0.249,
    "figures": -0.991,
    "rank": -0.859,
    "first": 0.591,
    "list": 0.270,
    "row": 0.907,
    "fragment": -0.805,
    "said": 1.243,
    "has amount": 0.505,
    "has time": 0.648,
    "has count": 0.092,
    "has contact": 0.117,
    "has actor": 0.592,
    "has permission": 0.732,
    "has procedure": -0.137,
    "has form": 0.100,
    "has reason": 0.099,
    "has meaning": 0.044,
    "asked amount": 1.546,
    "asked time": 0.898,
    "asked count": 0.097,
    "asked contact": 2.594,
    "asked actor": 0.454,
    "asked permission": -0.418,
    "asked procedure": 2.400,
    "asked form": 0.680,
    "asked reason": -2.297,
    "asked meaning": -1.874,
    "spoken": 0.042,
    "example": -1.059,
    "condition": 0.218,
    "question": 0.055,
    "leans": -1.211,
    "refers": -0.483,
    "condition asked": 0.501,
}


class WindowScorer:
    """Weighs windows; exp(one score - another) is how much likelier the one holds the answer.

    Raises:
        ValueError: a weight is of no feature.
    """

    def __init__(self, weights: Mapping[str, float] = WEIGHTS) -> None:
        if unknown := weights.keys() - set(NAMES):
            raise ValueError(f"No features: {', '.join(sorted(unknown))}.")
        self._weights = np.array([weights.get(name, 0.0) for name in NAMES], dtype=np.float32)

    def scores(self, wanted: Wanted, evidence: Evidence, found: Sequence[Quotation]) -> FloatRows:
        """Return a score for each window, shape (windows,)."""
        rows: FloatRows = feature_rows(wanted, evidence, found) @ self._weights
        return rows
