"""Several processes at one knowledge base through several nodes, and processes that died."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from qdrant_client import QdrantClient

from knowledge.domain.errors import KnowledgeBaseBusy, StoreUnavailable
from knowledge.store.server import lease as processes
from knowledge.store.server.lease import Lease, is_gone, this_process
from knowledge.store.server.store import ServerStore
from tests.builders import MANIFEST, passages, published, record, vectors
from tests.contracts.store_samples import IN_MEMORY_WARNINGS, every_text
from tests.qdrant_cluster import Cluster

pytestmark = IN_MEMORY_WARNINGS

FEES = passages("fees.md", ["The fee is $10."])
RULES = passages("rules.md", ["Rules apply."])

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when a process began")


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(nodes=3, shards=1, replicas=3)


def store(cluster: Cluster, node: int) -> ServerStore:
    return ServerStore(cluster.client(node))


def holders(cluster: Cluster, nodes: list[int]) -> int:
    """Let a writer at each node begin at once; return how many were let in."""
    begin, done = Barrier(len(nodes)), Barrier(len(nodes))

    def begun(node: int) -> bool:
        lease = Lease(store(cluster, node)._state_of("plans"))
        begin.wait()
        try:
            lease.acquire()
        except KnowledgeBaseBusy:
            return False
        finally:
            done.wait()
        lease.release()
        return True

    with ThreadPoolExecutor(len(nodes)) as pool:
        return sum(pool.map(begun, nodes))


@pytest.mark.parametrize("race", range(5))
def test_of_writers_at_three_nodes_one_is_let_in(cluster: Cluster, race: int) -> None:
    published(store(cluster, 0), "plans", FEES)

    assert holders(cluster, [0, 1, 2]) == 1


@pytest.mark.parametrize("dead", [0, 1, 2], ids=["a follower", "another", "the leader"])
def test_so_it_is_with_a_node_dead(cluster: Cluster, dead: int) -> None:
    published(store(cluster, 0), "plans", FEES)
    cluster.kill(dead)

    assert holders(cluster, [node for node in range(3) if node != dead]) == 1


def test_what_is_written_by_one_node_is_read_by_the_others(cluster: Cluster) -> None:
    published(store(cluster, 0), "plans", FEES)
    cluster.kill(2)
    published(store(cluster, 1), "plans", RULES)
    cluster.revive(2)

    read = [every_text(store(cluster, node).open("plans")) for node in range(3)]

    assert read == [["Rules apply.", "The fee is $10."]] * 3


def test_a_leader_that_is_away_and_not_known_to_be_dead_is_waited_for(cluster: Cluster) -> None:
    published(store(cluster, 0), "plans", FEES)
    cluster.kill(2)
    cluster.agreed = False

    with pytest.raises(StoreUnavailable, match=r"103 \(http://node-103:6335/\) does not answer"):
        published(store(cluster, 0), "plans", RULES)


# -- processes that died


def test_a_dead_process_of_this_machine_keeps_nobody_out() -> None:
    client = QdrantClient(":memory:")
    reader = published(ServerStore(client), "plans", FEES)
    left_by(client, dead_process())

    published(ServerStore(client), "plans", RULES)

    assert every_text(reader) == ["Rules apply.", "The fee is $10."]


@linux
def test_a_number_that_another_process_has_by_now_is_no_life() -> None:
    client = QdrantClient(":memory:")
    published(ServerStore(client), "plans", FEES)
    left_by(client, {**this_process(), "started": "1"})

    assert published(ServerStore(client), "plans", RULES).count() == 2


@pytest.mark.parametrize(
    "differs", [{"host": "elsewhere"}, {"boot": "another"}, {"namespace": "pid:[7]"}, {"pid": "x"}]
)
def test_what_cannot_be_seen_from_here_is_not_taken_for_dead(differs: dict[str, object]) -> None:
    client = QdrantClient(":memory:")
    published(ServerStore(client), "plans", FEES)
    left_by(client, {**dead_process(), **differs})

    with pytest.raises(KnowledgeBaseBusy), ServerStore(client).write("plans", MANIFEST):
        pytest.fail("two writers at once")


def test_a_living_process_is_not_gone() -> None:
    assert not is_gone(this_process())


@linux
def test_a_process_that_nobody_has_buried_is_gone() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    mark = {**this_process(), "pid": child.pid, "started": processes._started(child.pid)}
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    gone = is_gone(mark)

    child.wait()
    assert gone


def dead_process() -> dict[str, object]:
    child = subprocess.Popen([sys.executable, "-c", ""])
    mark = {**this_process(), "pid": child.pid, "started": "1"}
    child.wait()
    return mark


def left_by(client: QdrantClient, process: dict[str, object]) -> None:
    """Leave a lease that will not run out soon, as of another process."""
    writer = ServerStore(client).write("plans", MANIFEST).__enter__()
    writer.put(record(RULES), RULES, vectors(RULES))
    writer._lease._released.set()  # type: ignore[union-attr]
    collection = "citewell-state-plans"
    lease = next(
        each
        for each in client.scroll(collection, with_payload=True)[0]
        if (each.payload or {}).get("kind") == "lease"
    )
    client.set_payload(collection, process, [lease.id])
