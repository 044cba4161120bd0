"""What every store does when it is searched, on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from knowledge.domain.queries import DenseSearch, Fusion, Hit, LegRank, SearchLeg
from knowledge.store.protocol import Store
from tests.builders import (
    dense_leg,
    hybrid,
    passage,
    published,
    sparse_leg,
)
from tests.contracts.store_samples import (
    DEPENDANTS,
    IN_MEMORY_WARNINGS,
    PRIVACY,
    REFUNDS,
    STAFF,
    VARIED,
    scores,
    scores_by_hand,
)

pytestmark = IN_MEMORY_WARNINGS


def test_a_hybrid_search_finds_the_passage_that_says_it(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS, PRIVACY)

    hits = reader.search(hybrid("When may a spouse be added?"), STAFF, limit=3)

    assert len(hits) == 3
    assert hits[0].passage == DEPENDANTS[0]
    assert hits[0].ranks == (LegRank(1, hits[0].ranks[0].score), LegRank(1, hits[0].ranks[1].score))


def test_a_passage_comes_back_as_it_was_put(store: Store) -> None:
    full = passage(
        "Copay is $20.",
        headings=("Costs", "Copay"),
        version="2026.1",
        groups=("claims", "staff"),
        effective_from=date(2026, 1, 1),
        effective_to=date(2026, 12, 31),
        facets={"plan": "gold", "line of business": "a.b[c]"},
        first_page=3,
        last_page=4,
        source_url="https://example.org/costs",
    )
    reader = published(store, "plans", [full])

    found = reader.passages([full.id], STAFF)

    assert found == [full]


def test_a_hit_tells_the_rank_that_each_leg_gave_it(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)

    hits = reader.search([sparse_leg("newborn"), dense_leg("newborn child")], STAFF, limit=5)

    assert [hit.ranks[0].rank for hit in hits] == [1, None, None, None, None]
    assert sorted(hit.ranks[1].rank or 0 for hit in hits) == [1, 2, 3, 4, 5]


def test_one_leg_alone_searches_too(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)

    sparse = reader.search([sparse_leg("claim number")], STAFF, limit=5)
    dense = reader.search([dense_leg(REFUNDS[1].search_text)], STAFF, limit=1)

    assert [hit.passage for hit in sparse] == [REFUNDS[1]]
    assert [hit.passage for hit in dense] == [REFUNDS[1]]


@pytest.mark.parametrize("fusion", list(Fusion))
def test_a_knowledge_base_of_one_passage_is_found(store: Store, fusion: Fusion) -> None:
    reader = published(store, "plans", PRIVACY)

    hits = reader.search(hybrid("diagnoses disclosed"), STAFF, limit=5, fusion=fusion)

    assert [hit.passage for hit in hits] == PRIVACY
    assert hits[0].score > 0


def test_passages_that_score_the_same_are_all_found_ordered_by_id(unsharded: Store) -> None:
    twins = [
        passage("The deductible is $500.", document_key="plan.md", version=year)
        for year in ("2024", "2025", "2026", "2027")
    ]
    reader = published(unsharded, "plans", *[[twin] for twin in twins])

    hits = reader.search(hybrid("deductible"), STAFF, limit=10)
    best_two = reader.search(hybrid("deductible"), STAFF, limit=2)

    assert [hit.passage.id for hit in hits] == sorted(twin.id for twin in twins)
    assert best_two == hits[:2]


def test_a_leg_that_finds_nothing_takes_nothing_from_the_other(store: Store) -> None:
    reader = published(store, "plans", REFUNDS)

    hits = reader.search([sparse_leg("zeppelin"), dense_leg("refund")], STAFF, limit=5)

    assert {hit.passage.id for hit in hits} == {each.id for each in REFUNDS}


def test_a_leg_without_terms_finds_nothing_and_breaks_nothing(store: Store) -> None:
    reader = published(store, "plans", REFUNDS)

    alone = reader.search([sparse_leg("the of")], STAFF, limit=5)
    beside = reader.search([sparse_leg("the of"), dense_leg("refund")], STAFF, limit=5)

    assert alone == []
    assert len(beside) == 2


def test_a_passage_without_words_is_kept_and_found_by_its_vector(store: Store) -> None:
    wordless = passage("the of", title="", headings=())
    reader = published(store, "plans", [wordless])

    hits = reader.search(hybrid("the of"), STAFF, limit=5)

    assert [hit.passage for hit in hits] == [wordless]


def test_a_leg_of_greater_weight_counts_more(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)
    legs: list[SearchLeg] = [
        sparse_leg("newborn child covered"),
        dense_leg("refund requests claim number"),
    ]

    sparse_first = reader.search([replace(legs[0], weight=9.0), legs[1]], STAFF, limit=1)
    dense_first = reader.search([legs[0], replace(legs[1], weight=9.0)], STAFF, limit=1)

    assert [hit.passage for hit in sparse_first] == [DEPENDANTS[1]]
    assert [hit.passage for hit in dense_first] == [REFUNDS[1]]


def test_fusing_by_scores_adds_weighted_scores_normalised_by_three_deviations(
    store: Store,
) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)
    legs: list[SearchLeg] = [
        dense_leg("spouse added", weight=0.7),
        sparse_leg("spouse proof", weight=0.3),
    ]

    hits = reader.search(legs, STAFF, limit=5)

    assert scores(hits) == pytest.approx(scores_by_hand(hits, weights=(0.7, 0.3)), abs=1e-5)


def test_fusing_by_ranks_adds_weighted_reciprocal_ranks(store: Store) -> None:
    reader = published(store, "plans", REFUNDS, DEPENDANTS)
    legs: list[SearchLeg] = [
        dense_leg("spouse added", weight=2.0),
        sparse_leg("spouse", weight=1.0),
    ]

    best, *_ = reader.search(legs, STAFF, limit=5, fusion=Fusion.RANKS)

    # Qdrant's form: 1 / ((position + 1) / weight + k - 1), positions from 0, k = 60.
    assert best.passage == DEPENDANTS[0]
    assert best.score == pytest.approx(1 / (1 / 2 + 59) + 1 / (1 + 59), abs=1e-6)


@pytest.mark.parametrize("fusion", list(Fusion))
def test_every_store_gives_the_same_hits_with_the_same_scores(
    edge: Store, server: Store, replicated: Store, fusion: Fusion
) -> None:
    documents = [REFUNDS, DEPENDANTS, PRIVACY]
    readers = [published(each, "plans", *documents) for each in (edge, server, replicated)]
    # Engines order equal scores of one leg as they like, which ranks would show.
    without_ties = np.random.default_rng(7).normal(size=(2, 64)).astype(np.float32)
    legs: list[SearchLeg] = [
        DenseSearch(without_ties[0], weight=0.6),
        DenseSearch(without_ties[1], weight=0.2),
        sparse_leg("dependant refund", weight=0.4),
    ]

    ours, *theirs = [each.search(legs, STAFF, limit=6, fusion=fusion) for each in readers]

    for hits in theirs:
        assert_same_hits(ours, hits)


@pytest.mark.parametrize("fusion", list(Fusion))
def test_several_shards_give_the_hits_of_one(edge: Store, cluster: Store, fusion: Fusion) -> None:
    readers = [published(each, "plans", VARIED) for each in (edge, cluster)]
    vectors = np.random.default_rng(11).normal(size=(2, 64)).astype(np.float32)
    legs: list[SearchLeg] = [
        DenseSearch(vectors[0], weight=0.6),
        DenseSearch(vectors[1], weight=0.4, depth=20),
    ]

    ours, theirs = [each.search(legs, STAFF, limit=10, fusion=fusion) for each in readers]

    assert_same_hits(ours, theirs)


def assert_same_hits(ours: Sequence[Hit], theirs: Sequence[Hit]) -> None:
    assert [hit.passage for hit in ours] == [hit.passage for hit in theirs]
    assert scores(ours) == pytest.approx(scores(theirs), abs=1e-5)
    assert [[r.rank for r in h.ranks] for h in ours] == [[r.rank for r in h.ranks] for h in theirs]
