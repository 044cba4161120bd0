"""The API describes itself, and opens nothing before it is called."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.api.application import api_routes
from app.service.chat import ChatService
from knowledge.settings.settings import Settings


def never() -> ChatService:
    raise AssertionError("opened too early")


def test_the_description_needs_no_token_and_tells_every_answer() -> None:
    client = TestClient(Starlette(routes=api_routes(Settings, never)))

    described = client.get("/api/v1/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": "/api/v1"}]
    assert {"/ask", "/search", "/documents", "/documents/{key}"} <= described["paths"].keys()
    for path in described["paths"].values():
        for operation in path.values():
            assert {"200", "401", "403", "404", "422", "429", "503"} <= operation[
                "responses"
            ].keys()
            assert operation["security"] == [{"HTTPBearer": []}]
    assert client.get("/api/v1/docs").status_code == 404
