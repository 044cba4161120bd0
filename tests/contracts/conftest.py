"""The stores that the store's contract runs on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from filelock import FileLock
from qdrant_client import QdrantClient

from knowledge.edge.store import EdgeStore
from knowledge.server.store import ServerStore
from knowledge.store import Store
from tests.conftest import SERVER_URL
from tests.qdrant_cluster import Cluster


@pytest.fixture
def edge(tmp_path: Path) -> EdgeStore:
    """An empty embedded store."""
    return EdgeStore(tmp_path / "kb", tmp_path / "runtime")


@pytest.fixture
def server(alone: None) -> Iterator[ServerStore]:
    """An empty server store: on the server named by the environment, else in memory."""
    client = QdrantClient(SERVER_URL) if SERVER_URL else QdrantClient(":memory:")
    store = ServerStore(client)
    if store.names():
        pytest.fail(f"{SERVER_URL} holds knowledge bases: tests want a server of their own.")
    yield store
    for name in store.names():
        store.drop(name)
    client.close()


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the other workers of pytest-xdist off the one server, when there is one."""
    lock = tmp_path_factory.getbasetemp().parent / "qdrant.lock"
    with FileLock(lock) if SERVER_URL else nullcontext():
        yield


@pytest.fixture
def cluster() -> ServerStore:
    """An empty store on three nodes that answer per shard, each point on two of them."""
    return ServerStore(Cluster(nodes=3, shards=3, replicas=2).client())


@pytest.fixture
def replicated() -> ServerStore:
    """An empty store on three nodes, each of which holds everything."""
    return ServerStore(Cluster(nodes=3, shards=1, replicas=3).client())


@pytest.fixture(params=["edge", "server", "cluster", "replicated"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each store in turn."""
    chosen: Store = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(params=["edge", "server", "replicated"])
def unsharded(request: pytest.FixtureRequest) -> Store:
    """Each store that counts rare words over all passages; several shards count each their own."""
    chosen: Store = request.getfixturevalue(request.param)
    return chosen
