"""The evidence gate: do the passages found carry an answer at all?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from app.extractive import question_terms
from app.terms import content_terms
from knowledge.embedding import EmbedderIdentity
from knowledge.queries import Hit, Query

_LOOKED_AT = 5
_MOST_MISSING = 4


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic over the features; a feature without a coefficient does not count."""

    bias: float
    weights: Mapping[str, float] = field(default_factory=dict)

    def probability(self, features: Mapping[str, float]) -> float:
        """Return a probability, 0..1."""
        total = self.bias + sum(w * features[name] for name, w in self.weights.items())
        return 1 / (1 + math.exp(-total))


# Fitted by `python -m evals.evidence_calibration` (features and method there) on the sample's own
# questions, FeedbackQA, MedQuAD and MTRAG's government and cloud conversations against questions
# from elsewhere, each knowledge base and class weighing the same; leaving one knowledge base out in
# turn, AUC .984. The bias is moved by .49, so that answering wins from 38 % on: a person can see
# that a quoted passage does not answer, but not that a refused one would have. Then answered:
# 93 % of the sample's questions whose passage was found (99-100 % of the other sets'), 1 % of
# trivia, 14 % of questions on kindred subjects, half of the near misses (a reader can tell them).
MINILM = Coefficients(-2.23, {"cosine": 9.44, "missing": -3.50})
# For a model whose range of cosines is not known: how far the best stands out among what was found,
# and words. AUC .951 on the same questions; calibrate to do better.
ANY_MODEL = Coefficients(-0.66, {"margin": 5.69, "coverage": 4.12, "missing": -2.98})


def coefficients_for(model: EmbedderIdentity) -> Coefficients:
    """Return the coefficients that fit a model's range of cosines."""
    return MINILM if model.name == "minilm" else ANY_MODEL


@dataclass(frozen=True, slots=True)
class Evidence:
    """How likely (0..1) the passages carry an answer, and from which features."""

    score: float
    enough: bool
    features: Mapping[str, float]


class EvidenceGate:
    """Weighs what was found. Below the threshold the assistant does not answer."""

    def __init__(self, threshold: float, coefficients: Coefficients = MINILM) -> None:
        self._threshold = threshold
        self._coefficients = coefficients

    def judge(self, question: str, query: Query, hits: Sequence[Hit]) -> Evidence:
        """Judge the hits, best first, of a query made from a question and its conversation."""
        if not hits:
            return Evidence(0.0, enough=False, features={})
        found = features(question, query, hits)
        score = self._coefficients.probability(found)
        return Evidence(score, score >= self._threshold, found)


def features(question: str, query: Query, hits: Sequence[Hit]) -> dict[str, float]:
    """Return what the gate looks at, each 0..1.

    `cosine`: the best cosine to the (mixed) question vector. `margin`: how far it stands above the
    mean of all hits. `coverage`: the weighted share of the content terms asked for, history
    included, that the best of the first passages holds. `missing`: how many of the question's own
    content terms (four or more: 1) none of the first passages holds; so a change of subject shows
    even when the history's passages are found again.
    """
    first = hits[:_LOOKED_AT]
    offered = [set(content_terms(hit.passage.search_text)) for hit in first]
    wanted = question_terms(query)
    cosines = _dense_scores(hits)
    best = max(cosines, default=0.0)
    missing = set(content_terms(question)).difference(*offered)
    return {
        "cosine": best,
        "margin": best - fmean(cosines) if cosines else 0.0,
        "coverage": max(_coverage(wanted, terms) for terms in offered),
        "missing": min(len(missing), _MOST_MISSING) / _MOST_MISSING,
    }


def _dense_scores(hits: Sequence[Hit]) -> list[float]:
    """Return the first leg's scores, which by construction of every rewrite is a dense one."""
    return [h.ranks[0].score for h in hits if h.ranks and h.ranks[0].score is not None]


def _coverage(wanted: Mapping[str, float], offered: set[str]) -> float:
    total = sum(wanted.values())
    # A question without content words ("and what about that?") neither proves nor disproves.
    return sum(w for t, w in wanted.items() if t in offered) / total if total else 0.5
