"""Text and moments as the tables keep them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.database.conversations import ConversationStore
from tests.app.database.test_conversations import talk


def test_moments_sort_as_text(store: ConversationStore) -> None:
    even = datetime(2026, 11, 20, 10, tzinfo=UTC)
    talk(store, "kept")

    assert store.asked_since("demo", even + timedelta(days=36_500)) == []
    assert len(store.asked_since("demo", datetime(2020, 1, 1, tzinfo=UTC))) == 1
