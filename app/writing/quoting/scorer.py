"""How likely a window answers: weights that were learnt, times what the scorer looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.writing.quoting.features import NAMES, Evidence, Wanted, feature_rows
from app.writing.quoting.quotations import Quotation
from knowledge.domain.passages import FloatRows

# Fitted, not set: on what, how, and what it comes to on sets that were left out stands in
# docs/research/answers.md.
WEIGHTS = {
    "cosine": 1.531,
    "cosine mixed": 3.066,
    "unit cosine": 1.845,
    "cosine gap": -1.975,
    "passage cosine": 0.193,
    "heading cosine": -0.405,
    "follow-up cosine": 0.773,
    "covered": 1.836,
    "covered mixed": 3.122,
    "covered with heading": 0.979,
    "heading covered": -1.030,
    "figures": -0.638,
    "rank": -1.177,
    "first": 0.452,
    "list": 0.066,
    "row": 0.307,
    "fragment": -0.593,
    "said": 0.607,
    "has amount": 0.454,
    "has time": 0.446,
    "has count": 0.216,
    "has contact": 0.016,
    "has actor": 0.414,
    "has permission": 0.504,
    "has procedure": -0.027,
    "has form": 0.174,
    "has reason": -0.095,
    "has meaning": 0.064,
    "asked amount": 0.776,
    "asked time": 0.827,
    "asked count": 0.031,
    "asked contact": -1.377,
    "asked actor": 0.849,
    "asked permission": -0.022,
    "asked procedure": 1.308,
    "asked form": 0.146,
    "asked reason": -1.515,
    "asked meaning": -1.623,
    "spoken": 0.130,
    "example": -0.544,
    "condition": 0.044,
    "question": -0.231,
    "leans": -0.792,
    "refers": -0.327,
    "condition asked": 0.196,
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
