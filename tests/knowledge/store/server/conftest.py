"""Fixtures shared by the tests here."""

from __future__ import annotations

import pytest
from qdrant_client import QdrantClient

from knowledge.store.server.store import ServerStore


@pytest.fixture
def client() -> QdrantClient:
    return QdrantClient(":memory:")


@pytest.fixture
def store(client: QdrantClient) -> ServerStore:
    return ServerStore(client)
