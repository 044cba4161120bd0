"""What tests of several folders share, and what holds for every one."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.postgres_server import PostgresServer, served_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start PostgreSQL once, when the first test asks for it."""
    with served_postgres() as server:
        yield server


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Give back `__main__`, which Streamlit's AppTest replaces.

    Processes that later tests spawn would import its throw-away script instead.
    """
    kept = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = kept
