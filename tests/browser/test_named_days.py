"""A question that names a day is answered for it, says so, and goes back with one click."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.i18n import texts
from tests.browser.accessibility import LOOKS, in_the_way
from tests.browser.chatting import Chat
from tests.browser.conftest import ROOT, OpenChat, environment, served

YEAR = date.today().year
NOW, THEN = "$150", "$175"
QUESTION = f"What is the vision allowance in {YEAR + 1}?"
NEXT_YEAR = date(YEAR + 1, 1, 1)
VERSION = """---
title: Vision Plan
document_key: vision
version: "{year}"
effective_from: {year}-01-01
---
# Vision Plan

## Vision allowance

The vision allowance for frames is {amount} in a plan year.

## Contact lenses

The vision allowance for contact lenses is {amount} in a plan year.
"""


@pytest.fixture(scope="module")
def vision_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a knowledge base with this year's and next year's version of one document."""
    folder, data = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("vision") / "data"
    for year, amount in ((YEAR, NOW), (YEAR + 1, THEN)):
        text = VERSION.format(year=year, amount=amount)
        (folder / f"vision-{year}.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "citewell", "ingest", str(folder), "--kb", "demo"]
    subprocess.run(command, cwd=ROOT, env=environment(data), check=True, timeout=600)
    with served(data, {}, tmp_path_factory.mktemp("log") / "chat.log") as url:
        yield url


@pytest.fixture
def chat(open_chat: OpenChat, vision_url: str) -> Chat:
    opened = open_chat(vision_url)
    opened.wait_for_first_screen()
    return opened


def take_other_day(chat: Chat, day: date) -> None:
    """Click on the other day and wait for its answer."""
    words = texts.DAY_INSTEAD.format(day=texts.day(day))
    chat.page.get_by_role("button", name=words).click()
    expect(chat.page.get_by_role("button", name=words)).to_have_count(0)
    expect(chat.running).to_have_count(0)


def test_next_year_s_figure_comes_with_the_day_and_one_click_goes_back(chat: Chat) -> None:
    answer = chat.ask(QUESTION)

    expect(answer.locator(".cw-text")).to_contain_text(THEN)
    said = texts.DAY_TAKEN.format(day=texts.day(NEXT_YEAR), words=YEAR + 1)
    expect(answer.locator(".cw-notice-day")).to_contain_text(said)

    take_other_day(chat, date.today())

    expect(answer.locator(".cw-text")).to_contain_text(NOW)
    expect(answer.locator(".cw-notice-day")).to_contain_text(f"“{YEAR + 1}”")
    expect(chat.questions).to_have_count(1)


def test_a_click_takes_the_named_day_again_and_a_reload_keeps_it(chat: Chat) -> None:
    answer = chat.ask(QUESTION)
    take_other_day(chat, date.today())

    take_other_day(chat, NEXT_YEAR)
    chat.reload()

    expect(answer.locator(".cw-text")).to_contain_text(THEN)
    expect(answer.locator(".cw-notice-day")).to_contain_text(texts.day(NEXT_YEAR))


def test_a_follow_up_keeps_the_day_and_the_search_shows_it(chat: Chat) -> None:
    chat.ask(QUESTION)

    followed = chat.ask("and for contact lenses?")
    chat.page.get_by_text(texts.SEARCHED).last.click()

    expect(followed.locator(".cw-text")).to_contain_text(THEN)
    limit = texts.FILTER_AS_NAMED.format(day=texts.day(NEXT_YEAR), words=YEAR + 1)
    expect(chat.page.get_by_text(limit).last).to_be_visible()
    expect(chat.page.get_by_role("button", name=texts.DAY_INSTEAD.split("{")[0])).to_have_count(1)


@pytest.mark.parametrize(("scheme", "width", "height"), LOOKS)
def test_nothing_stands_in_a_reader_s_way(
    open_chat: OpenChat,
    vision_url: str,
    screenshots: Path,
    scheme: str,
    width: int,
    height: int,
) -> None:
    chat = open_chat(vision_url, scheme=scheme, width=width, height=height)
    chat.wait_for_first_screen()

    chat.ask(QUESTION)
    chat.settle()
    chat.page.screenshot(path=screenshots / f"chat-named-day-{scheme}-{width}.png")
    taken = in_the_way(chat.page)
    take_other_day(chat, date.today())
    chat.settle()
    chat.page.screenshot(path=screenshots / f"chat-set-day-{scheme}-{width}.png")

    assert [*taken, *in_the_way(chat.page)] == []
