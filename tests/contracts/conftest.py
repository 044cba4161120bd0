"""The stores that the store's contract runs on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path

import pytest
from filelock import FileLock
from qdrant_client import QdrantClient

from knowledge.opening.stores import layout_of
from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Store
from knowledge.store.server.schema import Layout
from knowledge.store.server.store import ServerStore
from tests.conftest import SERVER_URLS
from tests.qdrant_cluster import Cluster
from tests.qdrant_stub import qdrant_stub


@pytest.fixture
def edge(tmp_path: Path) -> EdgeStore:
    """An empty embedded store."""
    return EdgeStore(tmp_path / "kb", tmp_path / "runtime")


@pytest.fixture
def server(alone: None) -> Iterator[ServerStore]:
    """An empty server store: on the server named by the environment, else in memory."""
    client = client_at(SERVER_URLS[0]) if SERVER_URLS else QdrantClient(":memory:")
    yield from emptied(ServerStore(client, layout=layout_of(Settings(_env_file=None).store)))
    client.close()


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the other workers of pytest-xdist off the one server, when there is one."""
    lock = tmp_path_factory.getbasetemp().parent / "qdrant.lock"
    with FileLock(lock) if SERVER_URLS else nullcontext():
        yield


@pytest.fixture
def cluster() -> ServerStore:
    """An empty store on three nodes that answer per shard, each point on two of them."""
    return ServerStore(Cluster(nodes=3).client(), layout=Layout(shards=3, replicas=2))


@pytest.fixture
def replicated() -> ServerStore:
    """An empty store on three nodes, each of which holds everything."""
    return ServerStore(Cluster(nodes=3).client(), layout=Layout(shards=1, replicas=3))


@pytest.fixture(
    params=[Layout(1, 1), Layout(3, 1), Layout(1, 3), Layout(3, 3, 2)],
    ids=["one copy", "three shards", "three copies", "three of each"],
)
def nodes(request: pytest.FixtureRequest, alone: None) -> Iterator[list[ServerStore]]:
    """One store by each of several nodes, real ones where the environment names them."""
    layout: Layout = request.param
    with ExitStack() as served:
        urls = SERVER_URLS
        if len(urls) == 1 or not urls:
            cluster = Cluster(nodes=3)
            urls = [served.enter_context(qdrant_stub(cluster.client(n))) for n in range(3)]
        stores = [ServerStore(client_at(url), layout=layout, wait_seconds=60) for url in urls]
        for _ in emptied(stores[0]):
            yield stores


def client_at(url: str) -> QdrantClient:
    """Return a client that takes a server of another release as it is."""
    return QdrantClient(url, check_compatibility=False, timeout=60)


def emptied(store: ServerStore) -> Iterator[ServerStore]:
    """Yield a store without knowledge bases, and leave it so."""
    if store.names():
        pytest.fail("The server holds knowledge bases: tests want one of their own.")
    yield store
    for name in store.names():
        store.drop(name)


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
