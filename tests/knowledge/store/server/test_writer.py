"""Writing to a server under a lease."""

from __future__ import annotations

import time

import pytest
from qdrant_client import QdrantClient

from knowledge.domain.errors import KnowledgeBaseBusy
from knowledge.store.server.store import ServerStore
from tests.builders import MANIFEST, passages, published
from tests.contracts.store_samples import IN_MEMORY_WARNINGS, every_text
from tests.knowledge.store.server.test_points import points
from tests.knowledge.store.server.test_store import FEES, LEASE_SECONDS, RULES, abandon

pytestmark = [
    *IN_MEMORY_WARNINGS,
    pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection"),
]


def test_what_a_dead_writer_wrote_never_shows_and_is_erased(client: QdrantClient) -> None:
    store = ServerStore(client, lease_seconds=LEASE_SECONDS)
    reader = published(store, "plans", FEES)
    abandon(store, "plans")
    seen, left = every_text(reader), points(client)
    time.sleep(LEASE_SECONDS + 0.2)

    published(store, "plans", passages("new.md", ["New."]))

    assert seen == sorted(each.text for each in FEES)
    assert left == 3
    assert every_text(reader) == sorted([*(each.text for each in FEES), "New."])
    assert points(client) == 3


def test_a_writer_whose_lease_ran_out_goes_on_if_nobody_came_between(client: QdrantClient) -> None:
    store = ServerStore(client, lease_seconds=LEASE_SECONDS)
    reader = published(store, "plans", FEES)
    writer = abandon(store, "plans")
    time.sleep(LEASE_SECONDS + 0.2)

    writer.publish()

    assert every_text(reader) == [each.text for each in RULES]


def test_it_publishes_nothing_once_another_has_the_lease(client: QdrantClient) -> None:
    store = ServerStore(client, lease_seconds=LEASE_SECONDS)
    reader = published(store, "plans", FEES)
    writer = abandon(store, "plans")
    time.sleep(LEASE_SECONDS + 0.2)

    with store.write("plans", MANIFEST), pytest.raises(KnowledgeBaseBusy, match="Nothing was pub"):
        writer.publish()

    assert every_text(reader) == sorted(each.text for each in FEES)


def test_nor_once_another_had_it_and_gave_it_back(client: QdrantClient) -> None:
    store = ServerStore(client, lease_seconds=LEASE_SECONDS)
    reader = published(store, "plans", FEES)
    writer = abandon(store, "plans")
    time.sleep(LEASE_SECONDS + 0.2)
    published(store, "plans", RULES)

    with pytest.raises(KnowledgeBaseBusy, match="Nothing was published"):
        writer.publish()

    assert every_text(reader) == sorted(each.text for each in [*FEES, *RULES])


def test_a_knowledge_base_whose_first_writer_died_is_begun_afresh(client: QdrantClient) -> None:
    store = ServerStore(client, lease_seconds=LEASE_SECONDS)
    abandon(store, "plans")
    time.sleep(LEASE_SECONDS + 0.2)

    reader = published(store, "plans", FEES)

    assert every_text(reader) == sorted(each.text for each in FEES)
    assert store.names() == ["plans"]
