"""Errors of the API are problem details, and tell nothing that they should not."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.api.problems import answer_with_problems
from app.i18n import texts
from knowledge.domain.errors import (
    AssistantError,
    InputError,
    KnowledgeBaseBusy,
    KnowledgeBaseMissing,
    ModelDamaged,
    NotPermitted,
    SignInRefused,
)


def answer_to(error: Exception) -> tuple[int, dict[str, object]]:
    api = FastAPI()
    answer_with_problems(api)

    @api.get("/")
    def fail() -> None:
        raise error

    answer = TestClient(api, raise_server_exceptions=False).get("/")
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError("said"), 422),
        (KnowledgeBaseMissing("said"), 404),
        (KnowledgeBaseBusy("said"), 409),
        (SignInRefused("said"), 401),
        (NotPermitted("said"), 403),
        (ModelDamaged("said"), 503),
        (AssistantError("said"), 503),
    ],
)
def test_what_can_be_explained_is_explained(error: AssistantError, status: int) -> None:
    told, content = answer_to(error)

    assert (told, content["status"], content["detail"]) == (status, status, "said")


def test_what_cannot_be_explained_gives_no_detail_away(caplog: pytest.LogCaptureFixture) -> None:
    status, content = answer_to(RuntimeError("secret detail"))

    assert (status, content["detail"]) == (500, texts.UNEXPECTED)
    assert "secret detail" in caplog.text
