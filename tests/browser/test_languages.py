"""Sessions in different languages side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.i18n import labels
from app.i18n.translations import de_texts, es_texts
from tests.browser.accessibility import serious_findings

SMALL = ViewportSize(width=1200, height=420)
"""So small that what follows the conversations would have to be scrolled to."""


@pytest.fixture
def german(browser: Browser, chat_url: str) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE", viewport={"width": 1360, "height": 850})
    page = context.new_page()
    page.goto(chat_url)
    yield page
    context.close()


def test_the_browser_s_language_is_spoken_and_another_can_be_chosen(
    german: Page, browser: Browser, chat_url: str, screenshots: Path
) -> None:
    expect(german.get_by_role("heading", name=de_texts.WELCOME)).to_be_visible()
    expect(german.locator("html")).to_have_attribute("lang", "de")
    german.screenshot(path=screenshots / "german-first.png")
    findings = serious_findings(german)
    spanish = browser.new_context(locale="de-DE", viewport=SMALL).new_page()
    spanish.goto(chat_url)
    expect(spanish.get_by_role("heading", name=de_texts.WELCOME)).to_be_visible()

    choice = spanish.get_by_role("combobox", name=de_texts.LANGUAGE)
    expect(choice).to_be_in_viewport()
    choice.click()
    spanish.get_by_role("option", name="Español").click()

    expect(spanish.get_by_role("heading", name=es_texts.WELCOME)).to_be_visible()
    german.get_by_role("button", name=de_texts.NEW_CONVERSATION).click()
    expect(german.get_by_role("heading", name=de_texts.WELCOME)).to_be_visible()
    spanish.context.close()
    assert findings == []


def test_an_answer_and_its_source_are_told_in_german(german: Page, screenshots: Path) -> None:
    expect(german.get_by_role("heading", name=de_texts.WELCOME)).to_be_visible()

    german.get_by_test_id("stChatInputTextArea").fill("can i add my spouse to my plan?")
    german.keyboard.press("Enter")
    expect(german.get_by_text(de_texts.SOURCES, exact=True).first).to_be_visible()
    german.locator(".cw-text .cw-marker").first.click()

    source = german.locator(".st-key-source")
    expect(source.get_by_text(labels.IN_FORCE.de, exact=True)).to_be_visible()
    expect(source.get_by_text("ab 1. Jan. 2026")).to_be_visible()
    german.wait_for_timeout(1500)
    german.screenshot(path=screenshots / "german-source.png")
