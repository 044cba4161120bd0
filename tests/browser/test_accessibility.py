"""Every page and state in both themes and on a phone: nothing in a reader's way, and a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.i18n import curator_texts, texts
from tests.browser.accessibility import in_the_way
from tests.browser.chatting import Chat
from tests.browser.conftest import OpenChat
from tests.browser.test_main_job import SPOUSE, WORLD_CUP
from tests.browser.test_sources import MANUAL_QUESTION


class Looked:
    """Looks at one state after the other and keeps what axe-core found."""

    def __init__(self, chat: Chat, pictures: Path, look: str) -> None:
        self.chat = chat
        self.findings: list[str] = []
        self._pictures = pictures
        self._look = look

    def at(self, state: str) -> None:
        """Take a picture of this state and check it."""
        self.chat.settle()
        self.chat.page.screenshot(path=self._pictures / f"{state}-{self._look}.png")
        self.findings += [f"{state}: {found}" for found in in_the_way(self.chat.page)]


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1360), ("dark", 1360), ("light", 800), ("light", 390)]
)
def test_no_state_of_the_chat_has_a_serious_accessibility_finding(
    open_chat: OpenChat, chat_url: str, screenshots: Path, scheme: str, width: int
) -> None:
    chat = open_chat(chat_url, scheme=scheme, width=width)
    looked = Looked(chat, screenshots, f"{scheme}-{width}")
    chat.wait_for_first_screen()

    looked.at("chat-first")
    answer = chat.ask(MANUAL_QUESTION)
    looked.at("chat-answer")
    chat.open_first_source(answer)
    expect(chat.source.locator("img")).to_be_visible()
    looked.at("chat-source")
    chat.page.get_by_role("button", name=texts.CLOSE).click()
    chat.page.get_by_text(texts.SEARCHED).click()
    looked.at("chat-search")
    chat.page.get_by_role("button", name=texts.EDIT_SEARCH).click()
    expect(chat.source.get_by_role("textbox", name=texts.EDIT_TEXTS)).to_be_visible()
    looked.at("chat-search-edited")
    chat.page.get_by_role("button", name=texts.CLOSE).click()
    chat.ask(WORLD_CUP)
    looked.at("chat-refused")

    assert looked.findings == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("knowledge", curator_texts.KNOWLEDGE_PAGE),
        ("quality", curator_texts.QUALITY_PAGE),
    ],
)
def test_no_curators_page_has_a_serious_accessibility_finding(
    open_chat: OpenChat, chat_url: str, screenshots: Path, path: str, title: str, scheme: str
) -> None:
    chat = open_chat(f"{chat_url}/{path}", scheme=scheme)
    looked = Looked(chat, screenshots, f"{scheme}-1360")
    expect(chat.page.get_by_role("link", name=title)).to_be_visible()

    looked.at(path)

    assert looked.findings == []


def test_a_tables_words_and_amounts_stay_whole_on_a_phone(
    open_chat: OpenChat, chat_url: str
) -> None:
    chat = open_chat(chat_url, width=390, height=844)
    chat.wait_for_first_screen()
    table = chat.ask("What does a specialist visit cost?").locator(".cw-table")

    heads = table.locator("thead th").evaluate_all(
        "(cells) => cells.map((cell) => { const words = document.createRange();"
        " words.selectNodeContents(cell); return words.getClientRects().length; })"
    )

    assert heads == [1, 1, 1, 1]


def test_the_answer_reads_on_a_narrow_phone_without_moving_sideways(
    open_chat: OpenChat, chat_url: str
) -> None:
    chat = open_chat(chat_url, width=320, height=640)
    chat.wait_for_first_screen()
    chat.open_first_source(chat.ask(SPOUSE))
    chat.settle()

    wide = chat.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert wide <= 0
