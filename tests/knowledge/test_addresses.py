from __future__ import annotations

import pytest

from knowledge.addresses import without_credentials
from knowledge.errors import StoreUnavailable
from knowledge.server.store import ServerStore


def test_user_password_and_query_are_left_out() -> None:
    shown = without_credentials("https://reader:secret@qdrant.example:6333/kb?api_key=secret#x")

    assert shown == "https://qdrant.example:6333/kb"


def test_a_store_that_cannot_be_reached_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("knowledge.server.connection._PAUSES_SECONDS", ())
    store = ServerStore("http://reader:secret@127.0.0.1:1")

    with pytest.raises(StoreUnavailable, match=r"http://127\.0\.0\.1:1 ") as raised:
        store.names()

    assert "secret" not in str(raised.value)
