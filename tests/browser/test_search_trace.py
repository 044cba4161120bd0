"""The search behind an answer, changed by hand and answered again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.i18n import texts
from tests.browser.chatting import Chat
from tests.browser.conftest import OpenChat
from tests.browser.test_main_job import LIFE_EVENTS, SPOUSE


def words(chat: Chat) -> Locator:
    """Return the field of the texts that are searched for."""
    return chat.source.get_by_role("textbox", name=texts.EDIT_TEXTS)


@pytest.fixture
def chat(open_chat: OpenChat, chat_url: str) -> Chat:
    opened = open_chat(chat_url)
    opened.wait_for_first_screen()
    opened.ask(SPOUSE)
    opened.page.get_by_text(texts.SEARCHED).click()
    opened.page.get_by_role("button", name=texts.EDIT_SEARCH).click()
    expect(words(opened)).to_have_value(SPOUSE)
    return opened


def answer_again(chat: Chat) -> None:
    before = chat.answers.count()
    chat.source.get_by_role("button", name=texts.ANSWER_AGAIN).click()
    expect(chat.answers).to_have_count(before + 1)
    expect(chat.source).to_have_count(0)


def test_other_words_give_another_answer_that_is_marked_as_such(chat: Chat) -> None:
    words(chat).fill("grace period for a late premium payment")

    answer_again(chat)

    expect(chat.questions).to_have_text([SPOUSE, SPOUSE])
    expect(chat.answers.last.locator(".cw-text")).to_contain_text("grace period")
    expect(chat.page.get_by_text(texts.EDITED_CHIP)).to_have_count(1)


def test_an_unticked_passage_is_left_out(chat: Chat) -> None:
    # Above the passages stand the words that were added, with a tick each.
    chat.source.get_by_role("checkbox").last.press("Space")

    answer_again(chat)
    chat.page.get_by_text(texts.SEARCHED).last.click()

    limited = texts.FILTER_WITHOUT.format(passages=texts.passages(1))
    expect(chat.page.get_by_text(limited)).to_be_visible()


def test_a_day_before_the_documents_were_in_force_finds_none_of_them(chat: Chat) -> None:
    chat.source.get_by_role("spinbutton").first.click()
    chat.page.keyboard.type("2019")
    chat.page.keyboard.press("Tab")

    answer_again(chat)

    expect(chat.answers.last).to_contain_text(texts.REFUSED)
    expect(chat.answers.last).to_contain_text("was in force on")
    assert LIFE_EVENTS not in chat.source_titles(chat.answers.last)


def test_an_edited_answer_is_kept_with_its_mark(chat: Chat) -> None:
    words(chat).fill("adding a spouse")
    answer_again(chat)

    chat.reload()

    expect(chat.answers).to_have_count(2)
    expect(chat.page.get_by_text(texts.EDITED_CHIP)).to_have_count(1)


def test_the_search_can_be_left_as_it_was(chat: Chat) -> None:
    # The keyboard has entered the panel: from then on it hears Escape.
    expect(chat.page.get_by_role("button", name=texts.CLOSE)).to_be_focused()

    chat.page.keyboard.press("Escape")

    expect(chat.source).to_have_count(0)
    expect(chat.answers).to_have_count(1)
