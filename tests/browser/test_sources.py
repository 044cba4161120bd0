"""A source opened beside the answer: its words in their place, its page, its original."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from app.i18n import texts
from tests.browser.chatting import Chat
from tests.browser.conftest import OpenChat
from tests.browser.test_main_job import SPOUSE, WORLD_CUP

MANUAL_QUESTION = "what is the timely filing limit for a claim when another payer was primary?"
MANUAL = "Claims Processing Manual"


@pytest.fixture
def chat(open_chat: OpenChat, chat_url: str) -> Chat:
    opened = open_chat(chat_url)
    opened.wait_for_first_screen()
    return opened


@pytest.fixture
def manual(chat: Chat) -> Locator:
    return chat.open_first_source(chat.ask(MANUAL_QUESTION))


def test_a_pdf_shows_the_page_with_the_cited_words_marked(manual: Locator) -> None:
    picture = manual.locator("img")

    expect(manual.get_by_role("heading", name=MANUAL)).to_be_visible()
    expect(picture).to_have_attribute("alt", re.compile(rf"^Picture of page \d of “{MANUAL}”$"))
    expect(manual.get_by_text(texts.PAGE_MARKED)).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1100)


def test_another_page_is_turned_to(chat: Chat, manual: Locator) -> None:
    shown = manual.get_by_text(re.compile(r"^Page \d of 9$"))
    before = int(shown.inner_text().split()[1])

    manual.get_by_role("button", name=texts.NEXT_PAGE).click()

    expect(shown).to_have_text(texts.PAGE_OF.format(page=before + 1, pages=9))
    expect(chat.answers).to_have_count(1)


def test_a_page_is_enlarged_and_put_away(chat: Chat, manual: Locator) -> None:
    manual.get_by_role("button", name=texts.ENLARGE_PAGE).click()
    dialog = chat.page.get_by_role("dialog")

    expect(dialog.locator("img")).to_be_visible()
    chat.page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(manual).to_be_visible()


def test_the_original_is_downloaded_under_its_own_name(
    chat: Chat, manual: Locator, tmp_path: Path
) -> None:
    with chat.page.expect_download() as download:
        manual.get_by_role("button", name=texts.DOWNLOAD_ORIGINAL).click()

    kept = tmp_path / "kept.pdf"
    download.value.save_as(kept)
    assert download.value.suggested_filename == "member-claims-manual.pdf"
    assert kept.read_bytes().startswith(b"%PDF")


def test_a_source_is_read_on_in_its_document(chat: Chat) -> None:
    source = chat.open_first_source(chat.ask(SPOUSE))
    around = source.locator(".cw-around")
    expect(around).to_have_count(0)

    source.get_by_role("button", name=texts.READ_AFTER).click()
    expect(around).to_have_count(1)
    shown = len(around.inner_text())
    source.get_by_role("button", name=texts.READ_AFTER).click()

    expect(around).not_to_have_text(around.inner_text()[:shown], use_inner_text=True)
    expect(source.locator(".cw-passage mark").first).to_be_visible()


def test_why_a_source_is_here_is_told_in_words(manual: Locator) -> None:
    manual.get_by_text(texts.WHY_SOURCE).click()

    expect(manual.get_by_text("found by meaning")).to_be_visible()
    expect(manual.get_by_text("overall")).to_be_visible()


def test_the_keyboard_enters_a_source_and_comes_back_where_it_was(chat: Chat) -> None:
    marker = chat.ask(SPOUSE).locator(".cw-text .cw-marker").first
    marker.focus()
    chat.page.keyboard.press("Enter")
    close = chat.page.get_by_role("button", name=texts.CLOSE)
    expect(close).to_be_focused()

    chat.page.keyboard.press("Escape")

    expect(chat.source).to_have_count(0)
    expect(marker).to_be_focused()


def test_the_keyboard_comes_back_though_the_answer_was_drawn_anew_meanwhile(chat: Chat) -> None:
    marker = chat.ask(SPOUSE).locator(".cw-text .cw-marker").first
    marker.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("button", name=texts.CLOSE)).to_be_focused()

    chat.page.evaluate(
        "() => document.querySelectorAll('.cw-turn [data-part=body]')"
        ".forEach((part) => { part.innerHTML = part.innerHTML; })"
    )
    chat.page.keyboard.press("Escape")

    expect(chat.source).to_have_count(0)
    expect(marker).to_be_focused()


def test_the_keyboard_comes_back_though_the_question_box_took_it_meanwhile(chat: Chat) -> None:
    marker = chat.ask(SPOUSE).locator(".cw-text .cw-marker").first
    marker.focus()
    chat.page.evaluate("() => document.activeElement.click()")
    # Streamlit gives its box the keyboard when a run begins, sooner or later than the panel opens.
    chat.input.focus()
    expect(chat.page.get_by_role("button", name=texts.CLOSE)).to_be_focused()

    chat.page.keyboard.press("Escape")

    expect(chat.source).to_have_count(0)
    expect(marker).to_be_focused()


def test_a_source_on_a_phone_leaves_a_way_back(open_chat: OpenChat, chat_url: str) -> None:
    phone = open_chat(chat_url, width=390, height=844)
    phone.wait_for_first_screen()

    phone.open_first_source(phone.ask(SPOUSE))
    phone.page.get_by_role("button", name=texts.CLOSE).click()

    expect(phone.source).to_have_count(0)
    phone.ask(WORLD_CUP)
