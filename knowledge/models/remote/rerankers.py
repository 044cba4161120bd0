"""Rerankers behind an address: Cohere's and the ZeroEntropy API's protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from time import monotonic

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.catalogue.rerankers import RerankerKind
from knowledge.models.remote.service import ModelService
from knowledge.models.reranking import OutOfTime, with_instruction

_PATHS = {RerankerKind.COHERE: "/v2/rerank", RerankerKind.ZEROENTROPY: "/models/rerank"}


@dataclass(frozen=True, slots=True)
class RemoteReranker:
    """Asks a service for scores. Servers such as vLLM and Infinity speak Cohere's protocol too."""

    name: str
    model: str
    kind: RerankerKind
    service: ModelService
    instruction: str = ""

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        """Return the service's score for each text.

        Raises:
            OutOfTime: the deadline had passed before it was asked.
            ModelUnavailable: it does not answer, or not sensibly.
        """
        left = deadline - monotonic()
        if left <= 0:
            raise OutOfTime
        body = {
            "model": self.model,
            "query": with_instruction(question, self.instruction),
            "documents": list(texts),
            "top_n": len(texts),
        }
        answer = self.service.post(_PATHS[self.kind], body, patience_seconds=left)
        scores = _scores_of(answer.get("results"))
        if set(scores) != set(range(len(texts))):
            raise ModelUnavailable(
                f"{self.name!r} scored {len(scores)} of {len(texts)} passages. "
                "Check CITEWELL_RERANKER_BASE_URL."
            )
        return [scores[position] for position in range(len(texts))]


def _scores_of(results: object) -> dict[int, float]:
    """Return the scores by place; a part that is none, or whose score is no number, is left out."""
    scores: dict[int, float] = {}
    for each in results if isinstance(results, list) else []:
        place = each.get("index") if isinstance(each, Mapping) else None
        score = each.get("relevance_score") if isinstance(each, Mapping) else None
        if isinstance(place, int) and isinstance(score, int | float) and isfinite(score):
            scores[place] = float(score)
    return scores
