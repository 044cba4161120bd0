"""The answerability check: do the passages found carry an answer at all?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from app.answerability.left_out import LeftOutWord
from app.domain.answers import Choice, Outcome
from app.domain.conversations import leaning
from app.language.words import content_terms
from app.writing.extractive import question_terms
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.queries import Hit, LegKind, Query

_LOOKED_AT = 5
RERANKED = "reranked"
"""The feature that takes a reranker which read the passages in time."""
FEATURES = frozenset(
    ("cosine", "margin", "lacking", "agreement", "coverage", "missing", "letters", "lack", RERANKED)
)
_MOST_MISSING = 4
_UNRANKED = 50
_HIGHEST_BM25 = 30.0
"""In a knowledge base of so many passages or more; in a smaller one a word is less rare."""
_MANY_PASSAGES = 500
_MOST_HITS, _USUAL_MARGIN = 20, 0.13
"""A passage that was not found, where there are few, is held to be as far away as most are."""
_ON_SUBJECT = 0.5


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic over the features; a feature without a coefficient does not count."""

    bias: float
    weights: Mapping[str, float] = field(default_factory=dict)

    def probability(self, features: Mapping[str, float]) -> float:
        """Return a probability, 0..1."""
        total = self.bias + sum(w * features[name] for name, w in self.weights.items())
        return 1 / (1 + math.exp(-total))


# Fitted on the public half of the outsiders' questions over three knowledge bases, those that are
# answered against those that are not and those off topic; each base and kind weighing the same. The
# bias is moved so that answering wins from .5 on and one in twelve answerable questions is refused.
# What it comes to on bases that were left out stands in docs/research/answerability.md.
MINILM = Coefficients(-1.63, {"margin": 8.25, "letters": 3.98, "lack": -19.55})
# For a model whose range of cosines is not known.
ANY_MODEL = Coefficients(-0.91, {"letters": 4.60, "lack": -22.90})
# What is on the documents' subjects, answered or not, against what is off topic.
MINILM_SUBJECT = Coefficients(-4.46, {"cosine": 8.59, "letters": 4.85})
ANY_SUBJECT = Coefficients(-0.41, {"letters": 4.60})


def coefficients_for(model: EmbedderIdentity) -> Coefficients:
    """Return the coefficients that fit a model's range of cosines."""
    return MINILM if model.name == "minilm" else ANY_MODEL


def subject_for(model: EmbedderIdentity) -> Coefficients:
    """Return the coefficients that tell what is on the subject, by a model's range of cosines."""
    return MINILM_SUBJECT if model.name == "minilm" else ANY_SUBJECT


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

    `subject` tells then whether what was found is on the question's subject. `otherwise` judges
    where a feature of the coefficients is not there: a reranker may have been too slow.
    """

    def __init__(
        self,
        threshold: float,
        coefficients: Coefficients = MINILM,
        *,
        subject: Coefficients = MINILM_SUBJECT,
        otherwise: AnswerabilityClassifier | None = None,
    ) -> None:
        self._threshold = threshold
        self._subject = subject
        self._coefficients = coefficients
        self._otherwise = otherwise

    def judge(
        self,
        question: str,
        query: Query,
        hits: Sequence[Hit],
        left_out: Sequence[LeftOutWord] = (),
        *,
        passages: int = _MANY_PASSAGES,
    ) -> Answerability:
        """Judge the hits, best first, of a query made from a question and its conversation.

        `passages` is how many the knowledge base has.
        """
        if not hits or not _asks_something(query):
            # "the", "what is it?": nothing was asked that could be looked up.
            return Answerability(0.0, enough=False, features={})
        found = features(question, query, hits, left_out, passages=passages)
        if self._otherwise and not self._coefficients.weights.keys() <= found.keys():
            return self._otherwise.judge(question, query, hits, left_out, passages=passages)
        score = self._coefficients.probability(found)
        on_subject = self._subject.probability(found) >= _ON_SUBJECT
        instead = Outcome.NEAREST if on_subject else Outcome.REFUSED
        return Answerability(score, score >= self._threshold, found, instead)


def features(
    question: str,
    query: Query,
    hits: Sequence[Hit],
    left_out: Sequence[LeftOutWord] = (),
    *,
    passages: int = _MANY_PASSAGES,
) -> dict[str, float]:
    """Return what the check looks at, each 0..1, in a knowledge base of so many passages.

    `cosine`: the best cosine to the (mixed) question vector. `margin`: how far it stands above the
    mean of twenty hits. `lacking`: the share of the question's own content terms that the first
    passage does not hold. `agreement`: how near to the top both legs have the first passage.
    `coverage`: the weighted share of the content terms asked for, history included, that the best
    of the first passages holds. `missing`: how many of the question's own content terms (four or
    more: 1) none of the first passages holds; so a change of subject shows even when the
    history's passages are found again. `letters`: the best BM25 score (30 or more: 1;
    less among few passages). `lack`: how much the question asks for what the documents lack, by the
    word without which they come nearest; less for a question that leans on those before it. Where a
    reranker has read the hits, `reranked`: the best of its own scores.
    """
    offered = [set(content_terms(hit.passage.search_text)) for hit in hits[:_LOOKED_AT]]
    own, wanted = set(content_terms(question)), question_terms(query)
    cosines = _dense_scores(hits)
    best = max(cosines, default=0.0)
    missing = own.difference(*offered)
    found = {
        "cosine": best,
        "margin": _margin(cosines, len(hits)),
        "lacking": len(own - offered[0]) / len(own) if own else 0.0,
        "agreement": fmean(1 / (rank.rank or _UNRANKED) for rank in hits[0].ranks)
        if hits[0].ranks
        else 0.0,
        "coverage": max(_coverage(wanted, terms) for terms in offered),
        "missing": min(len(missing), _MOST_MISSING) / _MOST_MISSING,
        "letters": min(1.0, max(_letters(query, hits), default=0.0) / _highest_bm25(passages)),
        "lack": max((each.lack for each in left_out), default=0.0) * (1 - leaning(question)),
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


def _margin(cosines: Sequence[float], hits: int) -> float:
    if not cosines:
        return 0.0
    found = min(hits, _MOST_HITS)
    seen = max(cosines) - fmean(cosines)
    return (found * seen + (_MOST_HITS - found) * _USUAL_MARGIN) / _MOST_HITS


def _highest_bm25(passages: int) -> float:
    """Return what the best BM25 score is held against: rarity grows with the logarithm."""
    return _HIGHEST_BM25 * min(1.0, math.log1p(max(1, passages)) / math.log1p(_MANY_PASSAGES))


def _letters(query: Query, hits: Sequence[Hit]) -> list[float]:
    """Return the BM25 scores of the first leg that searches words."""
    kinds = [leg.kind for leg in query.legs]
    if LegKind.SPARSE not in kinds:
        return []
    place = kinds.index(LegKind.SPARSE)
    ranks = (hit.ranks[place] for hit in hits if len(hit.ranks) > place)
    return [rank.score for rank in ranks if rank.score is not None]


def _coverage(wanted: Mapping[str, float], offered: set[str]) -> float:
    total = sum(wanted.values())
    # A question without content words ("and what about that?") neither proves nor disproves.
    return sum(w for t, w in wanted.items() if t in offered) / total if total else 0.5
