"""Fusing legs here gives, to the last bit, what the embedded engine's own fusion gives."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.domain.queries import DenseSearch, Filters, Fusion, Hit, SearchLeg
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Reader
from knowledge.store.ranking import FoundIds, fuse
from tests.builders import dense_leg, passages, published, sparse_leg

WORDS = ("copay", "claim", "refund", "spouse", "plan", "visit", "denial", "appeal")
SEEDS = range(6)
STAFF = Filters(groups=("staff",))


def reader_of(folder: Path, *, words: int) -> Reader:
    """Publish 120 passages of so many words each; few words make many equal passages."""
    choose = random.Random(7)
    texts = [" ".join(choose.choices(WORDS, k=words)) for _ in range(120)]
    return published(EdgeStore(folder / "kb", folder / "run"), "a", passages("a.md", texts))


def some_legs(seed: int) -> list[SearchLeg]:
    choose = random.Random(seed)
    vector = np.random.default_rng(seed).normal(size=64).astype(np.float32)
    question = " ".join(choose.choices(WORDS, k=2))
    return [
        dense_leg(question, weight=choose.choice([0.7, 1.0, 0.0])),
        sparse_leg(question, weight=choose.random()),
        DenseSearch(vector, depth=40, weight=0.2),
    ]


def leg(hits: Sequence[Hit], number: int) -> FoundIds:
    ranked = [(hit.ranks[number], hit.passage.id) for hit in hits]
    found = [(rank.rank, rank.score or 0.0, id_) for rank, id_ in ranked if rank.rank is not None]
    return [(id_, score) for _, score, id_ in sorted(found)]


@pytest.mark.parametrize("fusion", list(Fusion))
@pytest.mark.parametrize("words", [9, 2], ids=["all differ", "many tie"])
def test_the_scores_are_the_engines_own(tmp_path: Path, words: int, fusion: Fusion) -> None:
    reader = reader_of(tmp_path, words=words)
    searches = [some_legs(seed) for seed in SEEDS]

    found = [
        reader.search(legs, Filters(("staff",)), limit=200, fusion=fusion) for legs in searches
    ]

    for legs, hits in zip(searches, found, strict=True):
        ours = fuse([leg(hits, n) for n in range(3)], [each.weight for each in legs], fusion)
        assert dict(ours) == {hit.passage.id: hit.score for hit in hits}


@pytest.mark.parametrize(
    ("hits", "scores"),
    [
        ([], []),
        ([("a", 7.0)], [("a", 0.5)]),
        ([("a", 2.0), ("b", 2.0)], [("a", 0.5), ("b", 0.5)]),
    ],
    ids=["nothing found", "one hit", "equal hits"],
)
def test_scores_without_a_spread_lie_in_the_middle(hits: FoundIds, scores: FoundIds) -> None:
    assert fuse([hits], [1.0], Fusion.SCORES) == scores


def test_what_a_leg_lacks_counts_nothing_in_it() -> None:
    legs: list[FoundIds] = [[("a", 1.0)], [("b", 9.0)]]

    assert fuse(legs, [0.25, 1.0], Fusion.SCORES) == [("b", 0.5), ("a", 0.125)]
