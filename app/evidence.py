"""The evidence gate: do the passages found carry an answer at all?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.extractive import question_terms
from app.terms import content_terms
from knowledge.embedding import EmbedderIdentity
from knowledge.queries import Hit, Query

_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic over the features; a feature without a coefficient does not count."""

    bias: float
    weights: Mapping[str, float] = field(default_factory=dict)

    def probability(self, features: Mapping[str, float]) -> float:
        """Return a probability, 0..1."""
        total = self.bias + sum(w * features[name] for name, w in self.weights.items())
        return 1 / (1 + math.exp(-total))


MINILM = Coefficients(-6.0, {"cosine": 9.0, "coverage": 3.0})


def coefficients_for(model: EmbedderIdentity) -> Coefficients:
    """Return the coefficients that fit a model's range of cosines."""
    return MINILM


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
    """Return what the gate looks at; every feature is about 0..1.

    `cosine`: the best cosine to the (mixed) question vector. `coverage`: the weighted share of the
    content terms asked for, history included, that the best of the first passages holds.
    `own_coverage`: the same for the question's own terms over the first passages together.
    """
    first = hits[:_LOOKED_AT]
    offered = [set(content_terms(hit.passage.search_text)) for hit in first]
    wanted = question_terms(query)
    own = dict.fromkeys(content_terms(question), 1.0)
    return {
        "cosine": max(_dense_scores(hits), default=0.0),
        "coverage": max(_coverage(wanted, terms) for terms in offered),
        "own_coverage": _coverage(own, set().union(*offered)),
    }


def _dense_scores(hits: Sequence[Hit]) -> list[float]:
    """Return the first leg's scores, which by construction of every rewrite is a dense one."""
    return [h.ranks[0].score for h in hits if h.ranks and h.ranks[0].score is not None]


def _coverage(wanted: Mapping[str, float], offered: set[str]) -> float:
    total = sum(wanted.values())
    # A question without content words ("and what about that?") neither proves nor disproves.
    return sum(w for t, w in wanted.items() if t in offered) / total if total else 0.5
