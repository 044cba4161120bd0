"""The sidebar: new conversation, knowledge base, earlier conversations."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import UnknownElement

from app.database.conversations import ConversationStore
from app.i18n import texts
from tests.app.ui.chat.conftest import OpenPage
from tests.app.ui.chat.test_page import html
from tests.scripted_assistant import SPOUSE


def listed(page: AppTest) -> list[str]:
    """Return the titles in the list of conversations."""
    mounted = [e.proto for e in page.get("bidi_component") if isinstance(e, UnknownElement)]
    lists = [data for proto in mounted if "groups" in (data := json.loads(proto.json or "{}"))]
    return [item["title"] for data in lists for group in data["groups"] for item in group["items"]]


def none_listed(page: AppTest) -> str:
    """Return what stands in the list where there are no conversations."""
    mounted = [e.proto for e in page.get("bidi_component") if isinstance(e, UnknownElement)]
    return "".join(json.loads(proto.json or "{}").get("none", "") for proto in mounted)


def test_earlier_conversations_are_listed(open_page: OpenPage, store: ConversationStore) -> None:
    store.ask(store.start("demo").id, "an **earlier** question")

    page = open_page()

    assert listed(page) == ["an **earlier** question"]


def test_conversations_of_another_knowledge_base_are_not_listed(
    open_page: OpenPage, store: ConversationStore
) -> None:
    store.ask(store.start("benefits").id, "elsewhere")

    page = open_page()

    assert listed(page) == []
    assert none_listed(page) == texts.NO_CONVERSATIONS


def test_a_new_conversation_begins_at_the_first_screen(open_page: OpenPage) -> None:
    page = open_page()
    page.chat_input[0].set_value(SPOUSE).run()

    next(b for b in page.button if b.label == texts.NEW_CONVERSATION).click().run()

    assert texts.WELCOME in html(page)
