"""How likely a window answers: weights that were learnt, times what the scorer looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.writing.features import NAMES, Evidence, Wanted, feature_rows
from app.writing.quotations import Quotation
from knowledge.domain.passages import FloatRows

# Fitted, not set: on what, how, and what it comes to on sets that were left out stands in
# docs/research/answers.md.
WEIGHTS = {
    "cosine": 0.656,
    "cosine mixed": 4.471,
    "unit cosine": 2.225,
    "cosine gap": -2.701,
    "passage cosine": -0.684,
    "heading cosine": -1.353,
    "follow-up cosine": 0.882,
    "covered": 0.429,
    "covered mixed": 5.947,
    "covered with heading": 0.582,
    "heading covered": -0.106,
    "figures": -0.888,
    "rank": -0.840,
    "first": 0.574,
    "list": 0.174,
    "row": 0.660,
    "whole": -0.052,
    "fragment": -0.675,
    "words": 1.748,
    "words squared": -0.251,
    "units": -0.189,
    "said": 1.555,
    "has amount": 0.474,
    "has time": 0.560,
    "has count": 0.034,
    "has contact": 0.088,
    "has actor": 0.476,
    "has permission": 0.621,
    "has procedure": -0.230,
    "has form": -0.002,
    "has reason": 0.019,
    "has meaning": -0.097,
    "asked amount": 1.493,
    "asked time": 0.919,
    "asked count": 0.098,
    "asked contact": 2.681,
    "asked actor": 0.509,
    "asked permission": -0.449,
    "asked procedure": 2.404,
    "asked form": 0.643,
    "asked reason": -2.468,
    "asked meaning": -1.896,
    "spoken": -0.071,
    "example": -1.174,
    "condition": 0.113,
    "question": 0.002,
    "leans": -1.300,
    "refers": -0.509,
    "condition asked": 0.486,
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
