"""Fixtures shared by the tests here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import app
from app.database.conversations import ConversationStore
from app.database.engine import Database, file_url
from app.database.escalations import EscalationStore
from app.database.feedback import FeedbackStore
from app.domain.replies import AnsweringAssistant
from app.records.stored_conversations import DatabaseConversations
from app.service.chat import ChatService
from app.service.opening import ServerResources
from knowledge.settings.settings import Settings
from tests.scripted_assistant import ScriptedAssistant, scripted

MAIN = str(Path(app.__file__).with_name("main.py"))


NAMES = ["benefits", "demo"]


OpenPage = Callable[..., AppTest]


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return scripted()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    database = Database(file_url(tmp_path / "conversations.sqlite3"))
    yield ConversationStore(database)
    database.close()


@pytest.fixture
def repository(store: ConversationStore, tmp_path: Path) -> Iterator[DatabaseConversations]:
    database = Database(file_url(tmp_path / "conversations.sqlite3"))
    yield DatabaseConversations(store, FeedbackStore(database), EscalationStore(database))
    database.close()


@pytest.fixture
def open_page(
    monkeypatch: pytest.MonkeyPatch,
    assistant: ScriptedAssistant,
    repository: DatabaseConversations,
    tmp_path: Path,
) -> Iterator[OpenPage]:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))

    def page(
        names: Callable[[], list[str]] = lambda: NAMES,
        build: Callable[[str], AnsweringAssistant] = lambda _: assistant,
        conversation: str = "",
    ) -> AppTest:
        def open_chat_service(settings: Settings, _parts: ServerResources) -> ChatService:
            return ChatService(settings, names, build, repository)

        monkeypatch.setattr("app.ui.opened.open_chat_service", open_chat_service)
        st.cache_resource.clear()
        test = AppTest.from_file(MAIN, default_timeout=20)
        test.query_params.update({"c": conversation} if conversation else {})
        return test.run()

    yield page
    assistant.hold.set()
    st.cache_resource.clear()
