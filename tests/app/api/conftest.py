"""The API over a small knowledge base whose assistant answers by script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.api.application import api_routes
from app.database.engine import Database, file_url
from app.database.tokens import Scope
from app.domain.person import Person
from app.records.opening import Records, records_in
from app.records.stored_conversations import DatabaseConversations
from app.service.chat import ChatService
from app.service.documents import DocumentCatalog
from app.service.tokens_admin import TokensAdmin
from knowledge.domain.access import Role
from knowledge.store.edge.store import EdgeStore
from tests.builders import passage, published
from tests.flat_settings import settings_with
from tests.scripted_assistant import ScriptedAssistant, scripted

STAFF_BOOK = passage("Bring a certificate.", document_key="staff.md", groups=("staff",))
BOARD_BOOK = passage("The bonus is secret.", document_key="board.md", groups=("board",))
MakeToken = Callable[..., str]


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    database = Database(file_url(tmp_path / "conversations.sqlite3"))
    yield records_in(database)
    database.close()


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return scripted()


@pytest.fixture
def server(tmp_path: Path, records: Records, assistant: ScriptedAssistant) -> Starlette:
    store = EdgeStore(tmp_path / "kb", tmp_path / "run")
    published(store, "demo", [STAFF_BOOK], [BOARD_BOOK])
    settings = settings_with(data_dir=tmp_path, sign_in="accounts", default_kb="demo")
    service = ChatService(
        settings,
        store.names,
        lambda _: assistant,
        DatabaseConversations(
            records.conversations, records.feedback, records.escalations, audit=records.audit
        ),
        catalog=DocumentCatalog(store.open),
        records=records,
    )
    return Starlette(routes=api_routes(lambda: settings, lambda: service))


@pytest.fixture
def token(records: Records) -> MakeToken:
    """Return what makes a token for the account ada, who is of both groups."""
    records.accounts.add(Person("ada", Role.CURATOR, ("staff", "board")), "hash")

    def make(
        *scopes: Scope, account: str = "ada", groups: tuple[str, ...] = (), per_minute: int = 60
    ) -> str:
        _, secret = TokensAdmin(records, lambda: "root").add(
            "desk",
            account=account,
            scopes=scopes or (Scope.ASK, Scope.READ),
            groups=groups,
            days=1,
            per_minute=per_minute,
        )
        return secret

    return make


@pytest.fixture
def client(server: Starlette, token: MakeToken) -> Iterator[TestClient]:
    """Return a client with ada's token."""
    bearer = {"Authorization": f"Bearer {token()}"}
    with TestClient(server, base_url="http://desk.example/api/v1", headers=bearer) as client:
        yield client
