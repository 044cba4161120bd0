from __future__ import annotations

import pytest

from knowledge.common.addresses import is_local, without_credentials
from knowledge.domain.errors import StoreUnavailable
from knowledge.store.server.store import ServerStore


def test_user_password_and_query_are_left_out() -> None:
    shown = without_credentials("https://reader:secret@qdrant.example:6333/kb?api_key=secret#x")

    assert shown == "https://qdrant.example:6333/kb"


def test_a_store_that_cannot_be_reached_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("knowledge.store.server.connection._FIRST_PAUSE_SECONDS", 10)
    store = ServerStore("http://reader:secret@127.0.0.1:1")

    with pytest.raises(StoreUnavailable, match=r"http://127\.0\.0\.1:1 ") as raised:
        store.names()

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:11434/v1",
        "http://127.0.0.1:1/v1",
        "http://127.1:1/v1",
        "http://2130706433/v1",
        "http://[::1]:1/v1",
        "http://[::ffff:10.0.0.1]/v1",
        "http://[fd00::1%25eth0]/v1",
        "http://169.254.1.1/v1",
        "http://ollama:11434/v1",
        "http://host.docker.internal:11434/v1",
        "http://gpu.local./v1",
        "http://10.1.2.3/v1",
    ],
)
def test_this_machine_and_the_own_network_are_local(url: str) -> None:
    assert is_local(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1",
        "http://8.8.8.8/v1",
        "http://134744072/v1",
        "http://0x08080808/v1",
        "http://[::ffff:8.8.8.8]/v1",
        "http://127.0.0.1@llm.example/v1",
        "http://localhost.example/v1",
        "",
    ],
)
def test_everything_else_is_outside(url: str) -> None:
    assert not is_local(url)
