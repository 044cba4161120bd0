"""Points that carry generations."""

from __future__ import annotations

import pytest
from qdrant_client import QdrantClient

from knowledge.domain.queries import Filters
from knowledge.store.server.state import passages_collection
from knowledge.store.server.store import ServerStore
from tests.builders import hybrid, passages, published
from tests.contracts.store_samples import IN_MEMORY_WARNINGS, every_text
from tests.knowledge.store.server.test_store import FEES

pytestmark = [
    *IN_MEMORY_WARNINGS,
    pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection"),
]

STAFF = Filters(groups=("staff",))


def points(client: QdrantClient) -> int:
    return client.count(passages_collection("plans")).count


def test_a_passage_that_stays_in_a_new_state_stays_in_the_old_one_too(store: ServerStore) -> None:
    reader = published(store, "plans", FEES)
    published(store, "plans", [FEES[0]])

    after = every_text(reader)
    store.rollback("plans")

    assert after == [FEES[0].text]
    assert every_text(reader) == sorted(each.text for each in FEES)
    assert len(reader.search(hybrid("fee due"), STAFF, limit=5)) == 2


def test_passages_that_no_kept_generation_shows_are_deleted(
    store: ServerStore, client: QdrantClient
) -> None:
    states = [passages("fees.md", [f"State {number}."]) for number in range(6)]

    for_each = [published(store, "plans", state).count() for state in states]

    assert for_each == [1] * 6
    assert points(client) == 3
