"""What somebody sees in their first minute: three things to try, each with one click."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.i18n import texts
from tests.browser.chatting import Chat
from tests.browser.conftest import OpenChat


@pytest.fixture
def chat(open_chat: OpenChat, chat_url: str) -> Chat:
    opened = open_chat(chat_url)
    opened.wait_for_first_screen()
    return opened


def try_it(chat: Chat, shows: str) -> Locator:
    """Click what shows something and return the answer."""
    chat.page.locator(f".st-key-try_{shows} button").first.click()
    expect(chat.answers).to_have_count(1)
    return chat.answers.first


def test_another_day_is_answered_from_the_version_in_force_then(chat: Chat) -> None:
    answer = try_it(chat, "another-day")

    expect(answer.locator(".cw-chips")).to_contain_text("As of 15 Jan 2027")
    assert "Cost-Sharing Schedule 2027" in chat.source_titles(answer)
    expect(chat.page.locator(".st-key-caller")).to_contain_text("15 Jan 2027")


def test_what_no_document_says_is_refused_and_the_nearest_can_be_looked_into(chat: Chat) -> None:
    answer = try_it(chat, "refusal")
    expect(answer).to_contain_text(texts.REFUSED)
    nearest = answer.locator(".cw-nearest-title").first
    title = nearest.inner_text()

    nearest.click()

    expect(chat.source.get_by_role("heading", name=title)).to_be_visible(timeout=20_000)


def test_a_follow_up_is_offered_and_what_the_chips_mean_unfolds(chat: Chat) -> None:
    answer = try_it(chat, "follow-up")
    answer.locator(".cw-meaning summary").click()
    expect(answer.get_by_text(texts.MATCH_MEANS)).to_be_visible()

    chat.page.get_by_role("button", name="What papers do I need for that?").click()

    expect(chat.answers).to_have_count(2)
    expect(chat.answers.nth(1).locator(".cw-sources")).to_be_visible()
