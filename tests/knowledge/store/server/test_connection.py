"""A server that is away for a while: writers wait for it, readers say so soon."""

from __future__ import annotations

import logging
import threading

import pytest
from qdrant_client import QdrantClient, models

from knowledge.domain.errors import InputError, KnowledgeBaseBusy, StoreUnavailable
from knowledge.store.server.store import ServerStore
from tests.builders import MANIFEST, passages, published, record, vectors
from tests.contracts.store_samples import IN_MEMORY_WARNINGS, every_text
from tests.qdrant_cluster import Cluster

pytestmark = IN_MEMORY_WARNINGS

FEES = passages("fees.md", ["The fee is $10."])
RULES = passages("rules.md", ["Rules apply."])
MORE = passages("more.md", ["There is more."])
AWAY_SECONDS = 1.0


@pytest.fixture
def server() -> Cluster:
    return Cluster(nodes=1, shards=1)


def back_after_a_while(server: Cluster) -> None:
    server.kill(0)
    threading.Timer(AWAY_SECONDS, server.revive, [0]).start()


def test_a_writer_waits_for_it_and_says_so(
    server: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    store = ServerStore(server.client(), wait_seconds=60)

    with caplog.at_level(logging.WARNING), store.write("plans", MANIFEST) as writer:
        back_after_a_while(server)
        writer.put(record(FEES), FEES, vectors(FEES))
        writer.publish()

    assert every_text(store.open("plans")) == ["The fee is $10."]
    assert caplog.messages == [
        "Waiting up to 60 seconds for the Qdrant server at the given client, which does not "
        "answer: [Errno 111] Connection refused"
    ]


def test_so_it_does_when_it_is_away_for_longer_than_a_lease(server: Cluster) -> None:
    store = ServerStore(server.client(), wait_seconds=60, lease_seconds=AWAY_SECONDS / 2)

    with store.write("plans", MANIFEST) as writer:
        back_after_a_while(server)
        writer.put(record(FEES), FEES, vectors(FEES))
        writer.publish()

    assert every_text(store.open("plans")) == ["The fee is $10."]


def test_it_stops_before_it_repeats_a_write_if_another_has_taken_over(server: Cluster) -> None:
    store = ServerStore(server.client(), wait_seconds=60, lease_seconds=AWAY_SECONDS / 2)
    reader = published(store, "plans", FEES)
    with store.write("plans", MANIFEST) as writer:
        server.kill(0)
        threading.Timer(AWAY_SECONDS, another_takes_over, [server]).start()

        with pytest.raises(KnowledgeBaseBusy, match="another writer"):
            writer.put(record(MORE), MORE, vectors(MORE))

    assert every_text(reader) == ["Rules apply.", "The fee is $10."]


def another_takes_over(server: Cluster) -> None:
    server.revive(0)
    published(ServerStore(server.client()), "plans", RULES)


def test_a_reader_does_not_wait_as_long_as_a_writer(server: Cluster) -> None:
    store = ServerStore(server.client(), wait_seconds=86_400)
    reader = published(store, "plans", FEES)
    server.kill(0)

    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        reader.count()


def test_nor_does_a_writer_that_fails_wait_to_tidy_up(server: Cluster) -> None:
    store = ServerStore(server.client(), wait_seconds=86_400)

    with pytest.raises(InputError, match="of the writer's own"):
        fail_while_away(server, store)


def fail_while_away(server: Cluster, store: ServerStore) -> None:
    with store.write("plans", MANIFEST):
        server.kill(0)
        raise InputError("a failure of the writer's own")


def test_a_search_goes_on_where_its_collection_was_dropped_meanwhile(server: Cluster) -> None:
    store = ServerStore(server.client())
    reader = published(store, "plans", FEES, RULES)
    client = server.client()
    dropped = purging_between(store, client)

    texts = every_text(ServerStore(client).open("plans"))

    assert dropped == ["citewell-passages-plans"]
    assert texts == every_text(reader) == ["Rules apply."]


def purging_between(store: ServerStore, client: QdrantClient) -> list[str]:
    """Let a purge happen after the client's first look at the state."""
    dropped: list[str] = []
    retrieve = client._client.retrieve

    def then_purge(*given: object, **named: object) -> list[models.Record]:
        found = retrieve(*given, **named)  # type: ignore[arg-type]
        client._client.retrieve = retrieve  # type: ignore[method-assign]
        before = {each.name for each in client.get_collections().collections}
        with store.write("plans", MANIFEST) as writer:
            writer.purge([FEES[0].document_id])
            writer.publish()
        after = {each.name for each in client.get_collections().collections}
        dropped.extend(name for name in sorted(before - after) if "passages" in name)
        return found

    client._client.retrieve = then_purge  # type: ignore[method-assign]
    return dropped
