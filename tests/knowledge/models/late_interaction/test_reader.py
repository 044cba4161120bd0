"""Question and passages read word piece by word piece: the score, what is kept, who may read."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import ConfigurationError
from knowledge.domain.passages import FloatRows
from knowledge.domain.queries import Hit
from knowledge.models.late_interaction.cache import (
    TokenVectorCache,
    TokenVectorIndexer,
    token_vectors_path,
)
from knowledge.models.late_interaction.reader import CANDIDATES, LateInteractionScorer
from knowledge.models.late_interaction.token_vectors import TokenVectors
from knowledge.models.reranking import OutOfTime
from knowledge.opening.rerankers import timed_reranking
from knowledge.settings import Settings
from tests.builders import passage
from tests.fakes import HashingEmbedder

BOTH = "The grace period is 31 days."
ONE = "The grace of a gift."
NONE = "Pets are not covered."


@dataclass
class Listening:
    """Reads as the fake embedder does, and notes what it was given."""

    maxsim: list[str] = field(default_factory=list)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        self.maxsim += texts
        return HashingEmbedder().embed_tokens(texts)

    def embed_with_tokens(
        self, texts: Sequence[str], *, most: int | None = None
    ) -> tuple[FloatRows, list[TokenVectors]]:
        self.maxsim += texts
        return HashingEmbedder().embed_with_tokens(texts, most=most)


@dataclass(frozen=True)
class Far:
    """A model on a server: one vector per text."""

    max_tokens: int = 256

    @property
    def identity(self) -> EmbedderIdentity:
        return EmbedderIdentity("far", "1", 2)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        return HashingEmbedder().embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        return HashingEmbedder().embed_passages(texts)


def test_the_score_is_the_mean_over_the_questions_words_of_the_nearest_word() -> None:
    both, one, none = LateInteractionScorer(HashingEmbedder()).scores(
        "grace period", [BOTH, ONE, NONE]
    )

    assert (both, one, none) == pytest.approx((1.0, 0.5, 0.0), abs=0.02)


def test_what_is_met_least_is_told_too() -> None:
    (read,) = LateInteractionScorer(HashingEmbedder()).maxsim("the grace period of a cat", [BOTH])

    assert (read.mean, read.weakest) == pytest.approx((3 / 6, 0.0), abs=0.1)


def test_a_text_without_words_meets_nothing() -> None:
    scorer = LateInteractionScorer(HashingEmbedder())

    assert scorer.scores("grace period", ["", "..."]) == [0.0, 0.0]
    assert scorer.scores("", [BOTH]) == [0.0]


def test_a_passage_is_read_once() -> None:
    tokens = Listening()
    scorer = LateInteractionScorer(tokens)

    first = scorer.scores("grace", [BOTH, ONE, BOTH])
    second = scorer.scores("grace", [ONE, BOTH])

    assert tokens.maxsim == ["grace", BOTH, ONE, "grace"]
    assert second == first[1::-1]


def test_what_was_not_asked_for_the_longest_is_forgotten_first() -> None:
    tokens = Listening()
    scorer = LateInteractionScorer(tokens, kept=2)
    scorer.scores("grace", [BOTH, ONE])
    scorer.scores("grace", [BOTH, NONE])
    tokens.maxsim.clear()

    scorer.scores("grace", [BOTH])
    scorer.scores("grace", [ONE])

    assert tokens.maxsim == ["grace", "grace", ONE]


def test_past_the_deadline_no_further_passage_is_read() -> None:
    tokens = Listening()

    with pytest.raises(OutOfTime):
        LateInteractionScorer(tokens).scores("grace", [BOTH], deadline=0.0)

    assert tokens.maxsim == ["grace"]


def test_what_was_read_at_ingest_is_not_read_again(tmp_path: Path) -> None:
    with closing(
        TokenVectorCache(token_vectors_path(tmp_path), HashingEmbedder().identity)
    ) as cache:
        TokenVectorIndexer(HashingEmbedder(), cache).embed([BOTH, ONE])
        tokens = Listening()

        scores = LateInteractionScorer(tokens, cache=cache).scores(
            "grace period", [BOTH, ONE, NONE]
        )

        assert tokens.maxsim == ["grace period", NONE]
        assert scores == LateInteractionScorer(HashingEmbedder()).scores(
            "grace period", [BOTH, ONE, NONE]
        )


def test_what_a_question_had_to_read_is_kept_for_the_next_process(tmp_path: Path) -> None:
    with closing(
        TokenVectorCache(token_vectors_path(tmp_path), HashingEmbedder().identity)
    ) as cache:
        LateInteractionScorer(HashingEmbedder(), cache=cache).scores("grace", [BOTH])
        tokens = Listening()

        LateInteractionScorer(tokens, cache=cache).scores("grace", [BOTH])

        assert tokens.maxsim == ["grace"]


def test_a_shelf_that_fails_costs_time_and_not_the_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = TokenVectorCache(token_vectors_path(tmp_path), HashingEmbedder().identity)
    cache.close()

    scores = LateInteractionScorer(HashingEmbedder(), cache=cache).scores("grace period", [BOTH])

    assert scores == pytest.approx([1.0], abs=0.02)
    assert "cannot be used" in caplog.text


def test_as_a_reranker_it_moves_up_what_meets_more_of_the_question() -> None:
    hits = [Hit(passage(text), 1 - place / 100) for place, text in enumerate((NONE, ONE, BOTH))]

    opened = timed_reranking(Settings(reranker="reading"), HashingEmbedder())

    assert opened is not None
    assert opened.candidates == CANDIDATES
    reranked = opened.rerank("grace period", hits)
    assert [hit.passage.text for hit in reranked.hits] == [BOTH, ONE, NONE]
    assert [hit.found_at for hit in reranked.hits] == [3, 2, 1]


def test_as_many_passages_are_read_as_are_set() -> None:
    opened = timed_reranking(Settings(reranker="reading", reranker_candidates=7), HashingEmbedder())

    assert opened is not None
    assert opened.candidates == 7


def test_a_model_on_a_server_cannot_read() -> None:
    with pytest.raises(ConfigurationError, match=r"'far' runs on a server.*CITEWELL_RERANKER"):
        timed_reranking(Settings(reranker="reading"), Far())


def test_it_takes_no_instruction() -> None:
    settings = Settings(reranker="reading", reranker_instruction="prefer laws")

    with pytest.raises(ConfigurationError, match="was not trained on instructions"):
        timed_reranking(settings, HashingEmbedder())
