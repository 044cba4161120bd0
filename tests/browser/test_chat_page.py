"""The page where support staff work all day: the list, what can be done with an answer, chips."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Locator, expect

from app import texts
from tests.browser.chatting import Chat
from tests.browser.conftest import OpenChat
from tests.browser.test_main_job import FOLLOW_UP, LIFE_EVENTS, SPOUSE, WORLD_CUP

PAYMENT = "I missed a payment. Am I going to lose my coverage?"

Button = Callable[[str], Locator]


@pytest.fixture
def chat(open_chat: OpenChat, chat_url: str) -> Chat:
    opened = open_chat(chat_url)
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.wait_for_first_screen()
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


def set_detail(chat: Chat, name: str, value: str) -> None:
    """Choose one of the caller's details and wait until its chip is there."""
    chat.page.get_by_role("button", name=texts.CALLER_ADD).click()
    chat.page.get_by_role("combobox", name=name).click()
    chat.page.get_by_role("option", name=value, exact=True).click()
    expect(chip(chat, f"{name.lower()}: {value}")).to_be_visible()
    chat.page.keyboard.press("Escape")


def chip(chat: Chat, words: str) -> Locator:
    return chat.page.locator(".st-key-caller").get_by_role("button", name=words)


def places_of_sources(answer: Locator) -> str:
    return " ".join(answer.locator(".cw-source-title").all_inner_texts())


def test_a_conversation_is_found_by_a_word_of_its_answer(chat: Chat) -> None:
    chat.ask(SPOUSE)
    chat.page.get_by_role("button", name=texts.NEW_CONVERSATION).click()
    chat.ask(PAYMENT)

    chat.page.get_by_role("searchbox", name=texts.SEARCH_CONVERSATIONS).fill("domestic partner")

    expect(titled(chat, "missed a payment")).to_have_count(0)
    expect(titled(chat, "add my spouse").first).to_be_visible()


def test_words_that_no_conversation_has_say_so(chat: Chat) -> None:
    chat.page.get_by_role("searchbox", name=texts.SEARCH_CONVERSATIONS).fill("zyzzyva")

    expect(chat.page.get_by_text(texts.NOTHING_FOUND)).to_be_visible()


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


def test_a_deletion_that_is_not_confirmed_keeps_the_conversation(chat: Chat) -> None:
    chat.ask(WORLD_CUP)
    row = open_menu(chat, WORLD_CUP)
    row.get_by_role("button", name=texts.DELETE).click()

    row.get_by_role("button", name=texts.KEEP).click()

    expect(chat.questions).to_have_text([WORLD_CUP])
    chat.reload()
    expect(chat.questions).to_have_text([WORLD_CUP])


def test_answering_again_replaces_the_last_turn(chat: Chat) -> None:
    chat.ask(SPOUSE)

    bar_button(chat, texts.REGENERATE).click()

    expect(chat.running).to_have_count(0)
    expect(chat.answers).to_have_count(1, timeout=30_000)
    expect(chat.questions).to_have_text([SPOUSE])


def test_the_last_question_is_asked_in_other_words(chat: Chat) -> None:
    chat.ask(SPOUSE)
    chat.ask(WORLD_CUP)
    chat.questions.last.hover()

    chat.page.get_by_role("button", name=texts.EDIT_QUESTION).click()
    chat.page.get_by_role("textbox", name=texts.EDITED_QUESTION).fill(FOLLOW_UP)
    chat.page.keyboard.press("Enter")

    expect(chat.questions).to_have_text([SPOUSE, FOLLOW_UP])
    expect(chat.answers.nth(1)).to_contain_text("60 days", timeout=30_000)


def test_one_click_copies_a_reply_with_its_sources_and_shows_it(chat: Chat) -> None:
    chat.ask(SPOUSE)

    bar_button(chat, texts.CARD).click()

    expect(chat.page.locator(".cw-said")).to_have_text(texts.COPIED)
    card = clipboard(chat)
    assert card == chat.page.locator(".cw-panel pre").inner_text()
    assert f"Question: {SPOUSE}" in card
    assert re.search(r"\[1\] Qualifying Life Events.*version 2026.*in force from 1 Jan 2026", card)
    assert "as of" in card


def test_the_callers_reply_has_no_markers(chat: Chat) -> None:
    chat.ask(SPOUSE)
    bar_button(chat, texts.CARD).click()

    chat.page.get_by_role("button", name=texts.CARD_CALLER).click()

    expect(chat.page.locator(".cw-panel pre")).to_contain_text(texts.CARD_SOURCE)
    assert "[1]" not in clipboard(chat)


def test_a_bad_answer_is_reported_with_reasons_and_stays_reported(chat: Chat) -> None:
    chat.ask(SPOUSE)
    bar_button(chat, texts.BAD_ANSWER).click()

    why = chat.page.locator("form.cw-panel")
    why.get_by_label(texts.FEEDBACK_REASONS["wrong plan"]).check()
    why.get_by_role("textbox").fill("The caller has Gold.")
    why.get_by_role("button", name=texts.FEEDBACK_SEND).click()
    expect(chat.page.get_by_text(texts.FEEDBACK_THANKS)).to_be_visible()

    chat.settle()
    chat.reload()
    expect(bar_button(chat, texts.BAD_ANSWER)).to_have_attribute("aria-pressed", "true")


def test_a_follow_up_from_the_sources_is_asked_by_a_click(chat: Chat) -> None:
    chat.ask(SPOUSE)
    suggested = chat.page.locator(".cw-follow button").first
    words = suggested.inner_text()

    suggested.click()

    expect(chat.questions).to_have_text([SPOUSE, words])
    expect(chat.answers).to_have_count(2, timeout=30_000)


def test_the_callers_product_filters_every_search_and_stands_in_the_card(chat: Chat) -> None:
    set_detail(chat, "Product", "hr")

    first = chat.ask(SPOUSE)
    second = chat.ask("how many days of paid time off do I have?")

    bar_button(chat, texts.CARD).click()
    expect(chat.page.locator(".cw-said").last).to_have_text(texts.COPIED)
    assert LIFE_EVENTS not in places_of_sources(first)
    assert "Paid Time Off" in places_of_sources(second)
    assert "product: hr" in clipboard(chat)


def test_the_callers_details_are_kept_with_the_conversation_until_removed(chat: Chat) -> None:
    set_detail(chat, "Product", "hr")
    chat.reload()
    chip(chat, "product: hr").click()

    expect(chip(chat, "product: hr")).to_have_count(0)
    answer = chat.ask(SPOUSE)
    assert LIFE_EVENTS in chat.source_titles(answer)


def test_another_conversation_starts_without_the_callers_details(chat: Chat) -> None:
    set_detail(chat, "Product", "hr")
    chat.ask(SPOUSE)

    chat.page.get_by_role("button", name=texts.NEW_CONVERSATION).click()

    chat.wait_for_first_screen()
    expect(chip(chat, "product: hr")).to_have_count(0)


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


def test_a_question_half_typed_survives_a_reload(chat: Chat) -> None:
    chat.ask(WORLD_CUP)
    chat.input.fill("and what about")
    chat.page.wait_for_timeout(200)

    chat.reload()

    expect(chat.input).to_have_value("and what about")


def test_each_conversation_has_its_own_half_typed_question(chat: Chat) -> None:
    chat.ask(WORLD_CUP)
    chat.input.fill("half a thought")
    chat.page.wait_for_timeout(200)

    chat.page.get_by_role("button", name=texts.NEW_CONVERSATION).click()
    chat.wait_for_first_screen()
    expect(chat.input).to_have_value("")
    titled(chat, WORLD_CUP).first.click()

    expect(chat.input).to_have_value("half a thought")


def test_the_keyboard_is_enough(chat: Chat) -> None:
    chat.ask(SPOUSE)
    chat.page.mouse.click(700, 5)

    chat.page.keyboard.press("Alt+c")
    expect(chat.page.locator(".cw-said")).to_have_text(texts.COPIED)
    chat.page.keyboard.press("Alt+s")
    search = chat.page.get_by_role("searchbox", name=texts.SEARCH_CONVERSATIONS)
    expect(search).to_be_focused()
    chat.page.keyboard.press("ArrowDown")
    expect(titles(chat).first).to_be_focused()
    chat.page.keyboard.press("/")
    expect(chat.input).to_be_focused()
    chat.page.keyboard.press("Alt+e")
    expect(chat.page.get_by_role("textbox", name=texts.EDITED_QUESTION)).to_be_focused()
    chat.page.keyboard.press("Escape")
    chat.page.keyboard.press("Alt+n")
    chat.wait_for_first_screen()


@pytest.mark.parametrize("suffix", ["md", "docx", "json"])
def test_a_conversation_is_saved_with_its_sources(chat: Chat, suffix: str, tmp_path: Path) -> None:
    chat.ask(SPOUSE)
    chat.page.get_by_role("button", name=texts.EXPORT).click()

    with chat.page.expect_download() as waiting:
        chat.page.get_by_role("button", name=texts.EXPORT_AS[suffix]).click()
    saved = tmp_path / "saved"
    waiting.value.save_as(saved)

    assert waiting.value.suggested_filename.endswith(f".{suffix}")
    assert LIFE_EVENTS in words_of(saved.read_bytes(), suffix)


def words_of(content: bytes, suffix: str) -> str:
    if suffix == "docx":
        return "\n".join(p.text for p in Document(BytesIO(content)).paragraphs)
    text = content.decode()
    return str(json.loads(text)["turns"][0]["answer"]["sources"]) if suffix == "json" else text
