"""The database on SQLite and on a real PostgreSQL: one suite over both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database.conversations import ConversationStore
from app.database.engine import Database, file_url
from app.records.opening import Records, records_in
from tests.postgres_server import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        return file_url(tmp_path / "conversations.sqlite3")
    server = request.getfixturevalue("postgres")
    assert isinstance(server, PostgresServer)
    return server.url()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def records(database: Database) -> Records:
    return records_in(database)


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return ConversationStore(database)
