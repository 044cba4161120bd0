"""A question goes to the lead and comes back answered, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.i18n import curator_texts as words
from app.i18n import texts
from knowledge.files.durable import copy_folder
from tests.browser.accessibility import LOOKS, in_the_way
from tests.browser.chatting import Chat, wait_until_drawn
from tests.browser.conftest import OpenChat, served
from tests.browser.contexts import Scheme
from tests.browser.curating import Curator

QUESTION = "Does the plan pay for hearing aids for my father in Spain?"
PREMIUM = "How long is the grace period for a late premium?"
NOTE = "The caller rings back at three."
ANSWER = "Hearing aids are paid one per ear every 36 months, up to $1,500 per ear."


@pytest.fixture
def url(ingested: Path, tmp_path: Path) -> Iterator[str]:
    copy_folder(ingested, tmp_path / "data")
    with served(tmp_path / "data", {}, tmp_path / "page.log") as address:
        yield address


def send(chat: Chat) -> None:
    """Ask, and send the question to the lead."""
    chat.ask(QUESTION)
    chat.page.get_by_role("button", name=texts.SEND_TO_LEAD).first.click()
    chat.page.get_by_label(texts.LEAD_NOTE).fill(NOTE)
    chat.page.locator("[data-panel=lead] [type=submit]").click()
    expect(chat.page.locator(".cw-lead")).to_contain_text("Sent to your lead on")


def answer(curator: Curator) -> None:
    """Answer the first question that waits with its nearest passage."""
    page = curator.page
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.get_by_test_id("stCheckbox").first.locator("label").click()
    curator.settle()
    curator.fill(words.YOUR_ANSWER, ANSWER)
    expect(page.locator(".cw-reworded")).to_contain_text(ANSWER)
    page.get_by_role("button", name=words.SEND_ANSWER).click()
    expect(page.get_by_text(words.NO_OPEN_QUESTIONS, exact=True)).to_be_visible()


def test_the_lead_s_answer_stands_in_the_conversation_and_is_marked_until_seen(
    open_chat: OpenChat, url: str, screenshots: Path
) -> None:
    chat = open_chat(url)
    page = chat.page
    send(chat)
    page.screenshot(path=screenshots / "sent-to-lead.png")
    page.get_by_role("link", name=words.QUALITY_PAGE).click()
    curator = Curator(page)
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.screenshot(path=screenshots / "open-question.png", full_page=True)
    answer(curator)
    page.goto(url)
    chat.wait_for_first_screen()
    listed = page.locator(".cw-replied")
    expect(listed).to_contain_text(texts.LEAD_ANSWERED)
    page.screenshot(path=screenshots / "answered-mark.png")

    listed.click()

    expect(page.locator(".cw-lead")).to_contain_text("Answered by the lead on")
    expect(chat.answers.last).to_contain_text(ANSWER)
    expect(chat.answers.last.locator("[data-open]").first).to_be_visible()
    page.screenshot(path=screenshots / "answered-by-lead.png")
    page.reload()
    expect(page.locator(".cw-lead")).to_be_visible()
    expect(listed).to_have_count(0)


def test_a_curator_approves_an_answer_in_the_chat_in_other_words(
    open_chat: OpenChat, url: str, screenshots: Path
) -> None:
    chat = open_chat(url)
    page = chat.page
    chat.ask(PREMIUM)
    page.get_by_role("button", name=texts.APPROVE_ANSWER).first.click()
    form = page.locator("[data-panel=approve]")
    expect(form.locator("[name=question]")).to_have_value(PREMIUM)
    form.locator("[name=text]").fill("The grace period is 31 days [1].")
    page.screenshot(path=screenshots / "approve-in-chat.png")
    form.locator("[type=submit]").click()
    expect(page.get_by_text(texts.APPROVED_TOAST)).to_be_visible()
    page.goto(url)
    chat.wait_for_first_screen()

    answer = chat.ask(PREMIUM)

    expect(answer).to_contain_text("The grace period is 31 days")
    expect(answer).to_contain_text("Approved by the lead")


@pytest.mark.parametrize(("scheme", "width", "height"), LOOKS)
def test_what_is_sent_and_what_waits_can_be_read_by_everybody(
    open_chat: OpenChat, url: str, screenshots: Path, scheme: Scheme, width: int, height: int
) -> None:
    chat = open_chat(url, scheme=scheme, width=width, height=height)
    page = chat.page
    chat.ask(QUESTION)
    page.get_by_role("button", name=texts.SEND_TO_LEAD).first.click()
    form = page.locator("[data-panel=lead]")
    expect(form).to_be_visible()
    asking = in_the_way(page)
    form.locator("[type=submit]").click()
    expect(page.locator(".cw-lead")).to_be_visible()
    sent = in_the_way(page)
    page.goto(f"{url}/quality")
    expect(page.get_by_text(words.CONVERSATION_BEFORE)).to_be_visible()
    wait_until_drawn(page)
    page.screenshot(path=screenshots / f"open-question-{scheme}-{width}.png", full_page=True)

    assert (asking, sent, in_the_way(page)) == ([], [], [])
