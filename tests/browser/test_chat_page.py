"""The page where support staff work all day: the list, what can be done with an answer, chips."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, expect

from app.i18n import texts
from tests.browser.chatting import Chat
from tests.browser.conftest import OpenChat
from tests.browser.test_main_job import FOLLOW_UP, LIFE_EVENTS, SPOUSE, WORLD_CUP

CLIPBOARD = ["clipboard-read", "clipboard-write"]


@pytest.fixture
def chat(open_chat: OpenChat, chat_url: str) -> Chat:
    opened = open_chat(chat_url)
    opened.page.context.grant_permissions(CLIPBOARD)
    opened.wait_for_first_screen()
    return opened


@pytest.fixture(scope="module")
def kept(browser: Browser, chat_url: str) -> Iterator[tuple[Chat, str]]:
    """Ask once for the tests that need no more than an answered question; yield its address."""
    context = browser.new_context(viewport={"width": 1360, "height": 850}, permissions=CLIPBOARD)
    page = context.new_page()
    page.goto(chat_url)
    opened = Chat(page)
    opened.wait_for_first_screen()
    opened.ask(SPOUSE)
    yield opened, page.url
    context.close()


@pytest.fixture
def answered(kept: tuple[Chat, str]) -> Chat:
    """Open the answered question anew."""
    opened, address = kept
    opened.page.goto(address)
    expect(opened.answers).to_have_count(1)
    return opened


def clipboard(chat: Chat) -> str:
    return str(chat.page.evaluate("navigator.clipboard.readText()"))


def bar_button(chat: Chat, label: str) -> Locator:
    return chat.page.locator(".cw-bar").last.get_by_role("button", name=label)


def titles(chat: Chat) -> Locator:
    return chat.page.locator(".cw-list [data-open]")


def titled(chat: Chat, words: str) -> Locator:
    return titles(chat).filter(has_text=words)


def open_menu(chat: Chat, title: str) -> Locator:
    """Open what can be done with the first conversation of that title."""
    row = chat.page.locator(".cw-list li").filter(has_text=title).first
    row.hover()
    row.locator(".cw-more").click()
    return row


def set_detail(chat: Chat, value: str) -> None:
    """Choose one of the caller's details and wait until its chip is there."""
    chat.page.get_by_role("button", name=texts.CALLER_ADD).click()
    chat.page.get_by_role("dialog").get_by_text(value, exact=True).click()
    expect(chip(chat, value)).to_be_visible()
    chat.page.keyboard.press("Escape")


def chip(chat: Chat, words: str) -> Locator:
    return chat.page.locator(".st-key-caller").get_by_role("button", name=words)


def test_a_conversation_is_found_by_words_of_its_answer(answered: Chat) -> None:
    search = answered.page.get_by_role("searchbox", name=texts.SEARCH_CONVERSATIONS)

    search.fill("zyzzyva")
    expect(answered.page.get_by_text(texts.NOTHING_FOUND)).to_be_visible()
    search.fill("domestic partner")

    expect(titled(answered, "add my spouse").first).to_be_visible()


def test_a_conversation_is_renamed_pinned_and_deleted_after_asking(chat: Chat) -> None:
    chat.ask(WORLD_CUP)
    row = open_menu(chat, WORLD_CUP)
    row.get_by_role("button", name=texts.RENAME).click()
    chat.page.get_by_role("textbox", name=texts.NEW_TITLE).fill("Football again")
    chat.page.keyboard.press("Enter")
    expect(titled(chat, "Football again")).to_be_visible()

    open_menu(chat, "Football again").get_by_role("button", name=texts.PIN, exact=True).click()
    pinned = chat.page.locator(".cw-list ul").first
    expect(pinned).to_have_attribute("aria-label", texts.PINNED)
    expect(pinned.locator("[data-open]")).to_have_text(["Football again"])

    row = open_menu(chat, "Football again")
    row.get_by_role("button", name=texts.DELETE).click()
    expect(row).to_contain_text(texts.DELETE_ASK)
    row.get_by_role("button", name=texts.DELETE).click()

    expect(titled(chat, "Football again")).to_have_count(0)
    chat.wait_for_first_screen()


def test_a_deletion_that_is_not_confirmed_keeps_the_conversation(answered: Chat) -> None:
    row = open_menu(answered, "add my spouse")
    row.get_by_role("button", name=texts.DELETE).click()

    row.get_by_role("button", name=texts.KEEP).click()

    answered.reload()
    expect(answered.questions).to_have_text([SPOUSE])


def test_answering_again_replaces_the_last_turn(answered: Chat) -> None:
    bar_button(answered, texts.REGENERATE).click()

    expect(answered.running).to_have_count(0)
    expect(answered.answers).to_have_count(1)
    expect(answered.questions).to_have_text([SPOUSE])


def test_the_last_question_is_asked_in_other_words(chat: Chat) -> None:
    chat.ask(SPOUSE)
    chat.ask(WORLD_CUP)
    chat.questions.last.hover()

    chat.page.get_by_role("button", name=texts.EDIT_QUESTION).click()
    chat.page.get_by_role("textbox", name=texts.EDITED_QUESTION).fill(FOLLOW_UP)
    chat.page.keyboard.press("Enter")

    expect(chat.questions).to_have_text([SPOUSE, FOLLOW_UP])
    expect(chat.answers.nth(1)).to_contain_text("60 days")


def test_one_click_copies_a_reply_with_its_sources_and_shows_it(answered: Chat) -> None:
    bar_button(answered, texts.CARD).click()

    expect(answered.page.locator(".cw-said")).to_have_text(texts.COPIED)
    card = clipboard(answered)
    assert card == answered.page.locator(".cw-panel pre").inner_text()
    assert f"Question: {SPOUSE}" in card
    assert re.search(r"\[1\] Qualifying Life Events.*version 2026.*in force from 1 Jan 2026", card)
    assert "as of" in card

    answered.page.get_by_role("button", name=texts.CARD_CALLER).click()
    expect(answered.page.locator(".cw-panel pre")).to_contain_text(texts.CARD_SOURCE)
    assert "[1]" not in clipboard(answered)


def test_a_bad_answer_is_reported_with_reasons_and_stays_reported(answered: Chat) -> None:
    bar_button(answered, texts.BAD_ANSWER).click()

    why = answered.page.locator("form.cw-panel")
    why.get_by_label(texts.FEEDBACK_REASONS["wrong plan"]).check()
    why.get_by_role("textbox").fill("The caller has Gold.")
    why.get_by_role("button", name=texts.FEEDBACK_SEND).click()
    expect(answered.page.get_by_text(texts.FEEDBACK_THANKS)).to_be_visible()

    answered.settle()
    answered.reload()
    expect(bar_button(answered, texts.BAD_ANSWER)).to_have_attribute("aria-pressed", "true")


def test_a_follow_up_from_the_sources_is_asked_by_a_click(chat: Chat) -> None:
    chat.ask(SPOUSE)
    suggested = chat.page.locator(".cw-follow button").first
    words = suggested.inner_text()

    suggested.click()

    expect(chat.questions).to_have_text([SPOUSE, words])
    expect(chat.answers).to_have_count(2)


def test_the_callers_plan_picks_the_cell_that_is_quoted_and_stands_in_the_card(chat: Chat) -> None:
    set_detail(chat, "Silver")

    answer = chat.ask("how much is an urgent care visit?")

    bar_button(chat, texts.CARD).click()
    expect(chat.page.locator(".cw-said").last).to_have_text(texts.COPIED)
    expect(answer).to_contain_text("Urgent care visit, Silver: $75")
    expect(answer).not_to_contain_text("$100")
    assert "Silver" in clipboard(chat).split("Urgent care visit")[-1]


def test_the_callers_details_are_kept_with_their_conversation_until_removed(chat: Chat) -> None:
    set_detail(chat, "Silver")
    address = chat.page.url

    chat.page.get_by_role("button", name=texts.NEW_CONVERSATION).click()
    expect(chip(chat, "Silver")).to_have_count(0)
    chat.page.goto(address)
    chip(chat, "Silver").click()

    expect(chip(chat, "Silver")).to_have_count(0)
    chat.reload()
    expect(chip(chat, "Silver")).to_have_count(0)


def test_the_date_of_service_decides_which_version_answers(chat: Chat) -> None:
    chat.page.get_by_role("button", name=texts.CALLER_ADD).click()
    chat.page.get_by_role("spinbutton", name="year").click()
    chat.page.keyboard.type("20270201")
    chat.page.mouse.click(900, 100)
    expect(chip(chat, texts.SERVICE_DATE)).to_contain_text("1 Feb 2027")

    chat.ask("How much do I pay for urgent care on Silver?")

    expect(chat.page.get_by_text("As of 1 Feb 2027")).to_be_visible()
    bar_button(chat, texts.CARD).click()
    expect(chat.page.locator(".cw-said")).to_have_text(texts.COPIED)
    assert "as of 1 Feb 2027" in clipboard(chat)


def test_a_question_half_typed_survives_a_reload(answered: Chat) -> None:
    answered.input.fill("and what about")
    answered.page.wait_for_timeout(200)

    answered.reload()

    expect(answered.input).to_have_value("and what about")


def test_each_conversation_has_its_own_half_typed_question(answered: Chat) -> None:
    (identifier,) = parse_qs(urlsplit(answered.page.url).query)["c"]
    answered.input.fill("half a thought")
    answered.page.wait_for_timeout(200)

    answered.page.get_by_role("button", name=texts.NEW_CONVERSATION).click()
    answered.wait_for_first_screen()
    expect(answered.input).to_have_value("")
    answered.page.locator(f'[data-open="{identifier}"]').click()

    expect(answered.input).to_have_value("half a thought")


def test_the_keyboard_is_enough(answered: Chat) -> None:
    page = answered.page
    page.mouse.click(700, 5)

    page.keyboard.press("Alt+c")
    expect(page.locator(".cw-said")).to_have_text(texts.COPIED)
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("searchbox", name=texts.SEARCH_CONVERSATIONS)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(titles(answered).first).to_be_focused()
    page.keyboard.press("/")
    expect(answered.input).to_be_focused()
    page.keyboard.press("Alt+e")
    expect(page.get_by_role("textbox", name=texts.EDITED_QUESTION)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+n")
    answered.wait_for_first_screen()


def test_a_conversation_is_saved_with_its_sources(answered: Chat, tmp_path: Path) -> None:
    answered.page.get_by_role("button", name=texts.EXPORT).click()

    markdown, word, machine = (
        saved(answered, texts.EXPORT_AS[suffix], tmp_path / suffix) for suffix in texts.EXPORT_AS
    )

    turns = json.loads(machine)["turns"]
    assert LIFE_EVENTS in markdown.decode()
    assert any(LIFE_EVENTS in p.text for p in Document(BytesIO(word)).paragraphs)
    assert LIFE_EVENTS in [source["title"] for source in turns[0]["answer"]["sources"]]


def saved(chat: Chat, label: str, path: Path) -> bytes:
    """Click a download and return what was saved."""
    with chat.page.expect_download() as waiting:
        chat.page.get_by_role("button", name=label).click()
    waiting.value.save_as(path)
    return path.read_bytes()
