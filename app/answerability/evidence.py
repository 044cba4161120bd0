"""The answerability check: do the passages found carry an answer at all?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from app.answerability.left_out import LeftOutWord
from app.domain.answers import Choice, Outcome
from app.language.words import content_terms
from app.writing.extractive import question_terms
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.queries import Hit, Query

_LOOKED_AT = 5
RERANKED = "reranked"
"""The feature that takes a reranker which read the passages in time."""
FEATURES = frozenset(("cosine", "margin", "lacking", "agreement", "coverage", "missing", RERANKED))
_MOST_MISSING = 4
_UNRANKED = 50
_NEAR = 0.7
"""From this share of the threshold on, what was found is on the subject, if no answer."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic over the features; a feature without a coefficient does not count."""

    bias: float
    weights: Mapping[str, float] = field(default_factory=dict)

    def probability(self, features: Mapping[str, float]) -> float:
        """Return a probability, 0..1."""
        total = self.bias + sum(w * features[name] for name, w in self.weights.items())
        return 1 / (1 + math.exp(-total))


# Fitted by `citewell eval gate` on FeedbackQA, ObliQA, INSCIT, MedQuAD, MTRAG and the sample's own
# questions: as they are, with what answers them taken out, with all that reads alike taken out too,
# and questions of another set; each set and kind weighing the same. The bias is moved so that
# answering wins from .5 on and no set has more than a tenth of its questions refused, as a person
# can see that a quoted passage does not answer, but not that a refused one would have. What it
# comes to on sets that were left out stands in docs/research/answerability.md.
MINILM = Coefficients(
    -1.32, {"cosine": 3.70, "margin": 1.58, "lacking": -1.30, "agreement": 1.17, "missing": -0.49}
)
# For a model whose range of cosines is not known: how far the best stands out among what was found,
# and words. It tells less apart; calibrate to do better.
ANY_MODEL = Coefficients(
    0.22, {"margin": 2.70, "coverage": 0.78, "lacking": -1.86, "agreement": 1.40}
)


def coefficients_for(model: EmbedderIdentity) -> Coefficients:
    """Return the coefficients that fit a model's range of cosines."""
    return MINILM if model.name == "minilm" else ANY_MODEL


@dataclass(frozen=True, slots=True)
class Answerability:
    """How likely (0..1) the passages carry an answer, and from which features.

    Where it is not `enough`, `instead` says what is shown, and `missing` what of the question the
    documents do not have, or `choices` what to ask for.
    """

    score: float
    enough: bool
    features: Mapping[str, float]
    instead: Outcome = Outcome.REFUSED
    missing: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


class AnswerabilityClassifier:
    """Weighs what was found. Below the threshold the assistant does not answer.

    `otherwise` judges where a feature of the coefficients is not there: a reranker may have been
    too slow.
    """

    def __init__(
        self,
        threshold: float,
        coefficients: Coefficients = MINILM,
        *,
        otherwise: AnswerabilityClassifier | None = None,
    ) -> None:
        self._threshold = threshold
        self._coefficients = coefficients
        self._otherwise = otherwise

    def judge(
        self,
        question: str,
        query: Query,
        hits: Sequence[Hit],
        left_out: Sequence[LeftOutWord] = (),
    ) -> Answerability:
        """Judge the hits, best first, of a query made from a question and its conversation."""
        if not hits or not _asks_something(query):
            # "the", "what is it?": nothing was asked that could be looked up.
            return Answerability(0.0, enough=False, features={})
        found = features(question, query, hits)
        if self._otherwise and not self._coefficients.weights.keys() <= found.keys():
            return self._otherwise.judge(question, query, hits, left_out)
        score = self._coefficients.probability(found)
        near = score >= _NEAR * self._threshold
        instead = Outcome.NEAREST if near else Outcome.REFUSED
        return Answerability(score, score >= self._threshold, found, instead)


def features(question: str, query: Query, hits: Sequence[Hit]) -> dict[str, float]:
    """Return what the check looks at, each 0..1.

    `cosine`: the best cosine to the (mixed) question vector. `margin`: how far it stands above the
    mean of all hits. `lacking`: the share of the question's own content terms that the first
    passage does not hold. `agreement`: how near to the top both legs have the first passage.
    `coverage`: the weighted share of the content terms asked for, history included, that the best
    of the first passages holds. `missing`: how many of the question's own content terms (four or
    more: 1) none of the first passages holds; so a change of subject shows even when the
    history's passages are found again. Where a reranker has read the hits, `reranked`: the best of
    its own scores.
    """
    offered = [set(content_terms(hit.passage.search_text)) for hit in hits[:_LOOKED_AT]]
    own, wanted = set(content_terms(question)), question_terms(query)
    cosines = _dense_scores(hits)
    best = max(cosines, default=0.0)
    missing = own.difference(*offered)
    found = {
        "cosine": best,
        "margin": best - fmean(cosines) if cosines else 0.0,
        "lacking": len(own - offered[0]) / len(own) if own else 0.0,
        "agreement": fmean(1 / (rank.rank or _UNRANKED) for rank in hits[0].ranks)
        if hits[0].ranks
        else 0.0,
        "coverage": max(_coverage(wanted, terms) for terms in offered),
        "missing": min(len(missing), _MOST_MISSING) / _MOST_MISSING,
    }
    reranked = [hit.reranked for hit in hits if hit.reranked is not None]
    if reranked:
        found[RERANKED] = max(reranked)
    return found


def _asks_something(query: Query) -> bool:
    return any(content_terms(text) for leg in query.legs for text, _ in leg.parts)


def _dense_scores(hits: Sequence[Hit]) -> list[float]:
    """Return the first leg's scores, which by construction of every rewrite is a dense one."""
    return [h.ranks[0].score for h in hits if h.ranks and h.ranks[0].score is not None]


def _coverage(wanted: Mapping[str, float], offered: set[str]) -> float:
    total = sum(wanted.values())
    # A question without content words ("and what about that?") neither proves nor disproves.
    return sum(w for t, w in wanted.items() if t in offered) / total if total else 0.5
