"""Nobody gets further over the API than token, account and groups reach at that moment."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.api.application import api_routes
from app.database.audit import Action
from app.database.tokens import Scope
from app.records.opening import Records
from app.service.tokens_admin import TokensAdmin
from tests.app.api.conftest import MakeToken
from tests.scripted_assistant import SPOUSE


def keys(server: Starlette, secret: str) -> list[str] | int:
    """Return the keys of the documents that a token sees, or the status of the refusal."""
    with TestClient(server, headers={"Authorization": f"Bearer {secret}"}) as client:
        answer = client.get("/api/v1/documents")
    return (
        [each["key"] for each in answer.json()["documents"]]
        if answer.is_success
        else answer.status_code
    )


def test_without_a_token_everything_is_closed(server: Starlette) -> None:
    client = TestClient(server)
    refused = client.get("/api/v1/documents")

    assert refused.status_code == client.post("/api/v1/ask", json={}).status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert keys(server, "citewell_guessed") == 401


def test_documents_are_those_of_the_groups_of_account_and_token(
    server: Starlette, token: MakeToken
) -> None:
    assert keys(server, token()) == ["board.md", "staff.md"]
    assert keys(server, token(groups=("staff",))) == ["staff.md"]
    assert keys(server, token(groups=("staff", "other"))) == ["staff.md"]
    assert keys(server, token(account="", groups=("board",))) == ["board.md"]


def test_a_changed_group_and_a_removed_account_count_at_the_next_call(
    server: Starlette, token: MakeToken, records: Records
) -> None:
    secret = token()
    records.accounts.set_groups("ada", ("staff",))
    assert keys(server, secret) == ["staff.md"]

    records.accounts.remove("ada")
    assert keys(server, secret) == 401


def test_a_revoked_token_and_one_from_before_a_new_password_hold_no_more(
    server: Starlette, token: MakeToken, records: Records
) -> None:
    revoked, older = token(), token()
    TokensAdmin(records, lambda: "root").revoke(records.tokens.tokens()[0].id)
    assert (keys(server, revoked), keys(server, older)) == (401, ["board.md", "staff.md"])

    records.accounts.set_password("ada", "other hash")
    assert keys(server, older) == 401


def test_a_token_is_for_its_scopes_only(server: Starlette, token: MakeToken) -> None:
    reads = {"Authorization": f"Bearer {token(Scope.READ)}"}
    client = TestClient(server, headers=reads)

    assert client.post("/api/v1/ask", json={"question": SPOUSE}).status_code == 403
    assert keys(server, token(Scope.ASK)) == 403


def test_a_token_calls_so_often_a_minute(server: Starlette, token: MakeToken) -> None:
    client = TestClient(server, headers={"Authorization": f"Bearer {token(per_minute=2)}"})

    answers = [client.get("/api/v1/documents") for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["retry-after"]) <= 60


def test_each_call_is_in_the_audit_log(client: TestClient, records: Records) -> None:
    client.get("/documents")

    (event,) = records.audit.events(action=Action.CALLED_API)
    assert event.person == "ada"
    assert event.what.startswith("GET /api/v1/documents with the token desk")


@pytest.mark.parametrize(
    ("name", "peer", "headers", "status"),
    [
        ("127.0.0.1", "127.0.0.1", {}, 200),
        ("127.0.0.1", "10.0.0.9", {}, 401),
        ("evil.example", "127.0.0.1", {}, 401),
        ("127.0.0.1", "127.0.0.1", {"Origin": "http://evil.example"}, 401),
        ("127.0.0.1", "127.0.0.1", {"X-Forwarded-For": "10.0.0.9"}, 401),
    ],
)
def test_without_sign_in_only_programs_of_this_machine_need_no_token(
    server: Starlette, name: str, peer: str, headers: dict[str, str], status: int
) -> None:
    access = server.routes[0].app.state.access  # type: ignore[attr-defined]
    auth = access._settings.auth.model_copy(update={"sign_in": "none"})
    settings = access._settings.model_copy(update={"auth": auth})
    opened = Starlette(routes=api_routes(lambda: settings, lambda: access._service))
    client = TestClient(opened, base_url=f"http://{name}", client=(peer, 1), headers=headers)

    assert client.get("/api/v1/knowledge-bases").status_code == status
