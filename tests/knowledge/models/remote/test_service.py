from __future__ import annotations

import pytest

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.remote.service import ModelService, ServiceSettings
from tests.proxy_stub import proxy_stub


def test_a_service_on_this_machine_is_never_asked_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with proxy_stub(monkeypatch) as proxy:
        service = ModelService(ServiceSettings("here", "http://127.0.0.1:1/v1"))

        with pytest.raises(ModelUnavailable, match="cannot be reached"):
            service.post("/embeddings", {}, patience_seconds=0)

    assert proxy.asked == []


def test_a_service_elsewhere_is_asked_as_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with proxy_stub(monkeypatch) as proxy:
        service = ModelService(ServiceSettings("there", "http://embed.example/v1"))

        with pytest.raises(ModelUnavailable):
            service.post("/embeddings", {}, patience_seconds=0)

    assert proxy.asked == ["POST http://embed.example/v1/embeddings HTTP/1.1"]
