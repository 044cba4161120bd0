"""Searches tried out by a curator: another rewriting, other legs, with or without reranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.answers import SearchOutcome
from app.domain.conversations import Conversation
from app.rewriting.legs import Rewriter, Rewritten
from knowledge.domain.queries import LegKind
from knowledge.models.catalogue.rerankers import NO_RERANKER
from knowledge.settings.settings import Settings


class TrialLegs(StrEnum):
    """What is searched: meaning, words, or both fused."""

    BOTH = "both"
    DENSE = "dense"
    SPARSE = "sparse"


@dataclass(frozen=True, slots=True)
class SearchVariant:
    """How to search. No `rewriting` named is the one that is set."""

    rewriting: str = ""
    legs: TrialLegs = TrialLegs.BOTH
    rerank: bool = True

    def settings(self, usual: Settings) -> Settings:
        """Return the usual settings, changed for this way."""
        search, reranker = usual.search, usual.reranker
        if self.rewriting:
            search = search.model_copy(update={"rewriting": self.rewriting})
        if not self.rerank:
            reranker = reranker.model_copy(update={"name": NO_RERANKER})
        return usual.model_copy(update={"search": search, "reranker": reranker})


class SingleLegRewriter:
    """A rewriting of which only some legs are searched."""

    def __init__(self, rewriter: Rewriter, legs: TrialLegs) -> None:
        self._rewriter = rewriter
        self._kept = {
            TrialLegs.BOTH: (LegKind.DENSE, LegKind.SPARSE),
            TrialLegs.DENSE: (LegKind.DENSE,),
            TrialLegs.SPARSE: (LegKind.SPARSE,),
        }[legs]

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return what to search for."""
        planned = self._rewriter.plan(conversation, question)
        kept = tuple(leg for leg in planned.legs if leg.kind in self._kept)
        return replace(planned, legs=kept)


@dataclass(frozen=True, slots=True)
class ComparedHit:
    """A passage that one of two searches found; `other_rank` is its rank in the other, from 1."""

    rank: int
    passage_id: str
    title: str
    place: str
    text: str
    score: float
    other_rank: int | None


def side_by_side(
    first: SearchOutcome, second: SearchOutcome, *, limit: int = 10
) -> tuple[list[ComparedHit], list[ComparedHit]]:
    """Return the first hits of two searches, each with its rank in the other."""
    return _ranked(first, second, limit), _ranked(second, first, limit)


def _ranked(found: SearchOutcome, other: SearchOutcome, limit: int) -> list[ComparedHit]:
    ranks = {hit.passage.id: rank for rank, hit in enumerate(other.hits, start=1)}
    return [
        ComparedHit(
            rank=rank,
            passage_id=hit.passage.id,
            title=hit.passage.title,
            place=place_of(hit.passage.headings, hit.passage.first_page),
            text=hit.passage.text,
            score=hit.score,
            other_rank=ranks.get(hit.passage.id),
        )
        for rank, hit in enumerate(found.hits[:limit], start=1)
    ]


def place_of(headings: Sequence[str], page: int | None) -> str:
    """Return where a passage stands, on one line."""
    path = " \u203a ".join(headings)
    return f"{path}, p. {page}" if page and path else path or (f"p. {page}" if page else "")
