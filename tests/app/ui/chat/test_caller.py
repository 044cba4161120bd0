"""What is known about the caller, beside the question box."""

from __future__ import annotations

from datetime import date

import pytest

from app.database.conversations import ConversationStore
from knowledge.domain.errors import StoreUnavailable
from tests.app.ui.chat.conftest import OpenPage
from tests.app.ui.chat.test_page import html
from tests.scripted_assistant import SPOUSE, ScriptedAssistant


def test_what_is_known_about_the_caller_stands_beside_the_box_and_is_searched_with(
    open_page: OpenPage, store: ConversationStore, assistant: ScriptedAssistant
) -> None:
    thread = store.start("demo", facets={"plan": "Gold", "@as_of": "2026-03-01"})
    page = open_page(conversation=thread.id)

    page.chat_input[0].set_value(SPOUSE).run()

    labels = [button.label for button in page.button]
    assert "plan: Gold" in labels
    assert "Date of service: 1 Mar 2026" in labels
    assert assistant.asked[-1][2].facets == {"plan": "Gold"}
    assert assistant.asked[-1][2].as_of == date(2026, 3, 1)


def test_a_click_on_a_chip_forgets_it(open_page: OpenPage, store: ConversationStore) -> None:
    thread = store.start("demo", facets={"plan": "Gold", "state": "TX"})
    page = open_page(conversation=thread.id)

    page.button(key="chip_plan").click().run()

    kept = store.thread(thread.id)
    assert kept is not None
    assert kept.facets == {"state": "TX"}
    assert not any(button.label.startswith("plan") for button in page.button)


def test_a_click_that_cannot_be_kept_is_told_in_one_line(
    open_page: OpenPage, store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreUnavailable("The disk is full. Make room, then try again.")

    thread = store.start("demo", facets={"plan": "Gold"})
    page = open_page(conversation=thread.id)
    monkeypatch.setattr(ConversationStore, "set_facets", full)

    page.button(key="chip_plan").click().run()

    assert "The disk is full. Make room, then try again." in html(page)
    assert not page.exception
