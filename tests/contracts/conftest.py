"""The stores that the store's contract runs on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from knowledge.edge_store import EdgeStore
from knowledge.server_store import ServerStore
from knowledge.store import Store

SERVER_URL = os.environ.get("CITEWELL_TEST_QDRANT_URL", "")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which server the server store was tested on."""
    terminalreporter.write_line(
        f"Server store: tested on {SERVER_URL}."
        if SERVER_URL
        else "Server store: no server was tested, only the client's in-memory mode, which ignores "
        "graphs and payload indexes. Set CITEWELL_TEST_QDRANT_URL to test one."
    )


@pytest.fixture
def edge(tmp_path: Path) -> EdgeStore:
    """An empty embedded store."""
    return EdgeStore(tmp_path / "kb", tmp_path / "runtime")


@pytest.fixture
def server() -> Iterator[ServerStore]:
    """An empty server store: on the server named by the environment, else in memory."""
    client = QdrantClient(SERVER_URL) if SERVER_URL else QdrantClient(":memory:")
    store = ServerStore(client)
    if store.names():
        pytest.fail(f"{SERVER_URL} holds knowledge bases: tests want a server of their own.")
    yield store
    for name in store.names():
        store.drop(name)
    client.close()


@pytest.fixture(params=["edge", "server"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each store in turn."""
    chosen: Store = request.getfixturevalue(request.param)
    return chosen
