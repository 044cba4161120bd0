"""How the page looks: both themes, a phone's width, contrast, no sideways scroll."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chatting import Chat
from tests.browser.conftest import OpenChat
from tests.browser.test_main_job import SPOUSE, WORLD_CUP

LOOKS = [("light", 1360, 850), ("dark", 1360, 850), ("light", 390, 844), ("dark", 390, 844)]
AA = 4.5

_CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")


def lowest_contrast(chat: Chat) -> tuple[float, str]:
    ratio, words = chat.page.evaluate(_CONTRAST)
    return float(ratio), str(words)


def sideways(chat: Chat) -> int:
    script = "(main) => main.scrollWidth - main.clientWidth"
    return int(chat.page.locator(".stMain").evaluate(script))


@pytest.mark.parametrize(("scheme", "width", "height"), LOOKS)
def test_the_page_is_readable_in_each_theme_and_width(
    open_chat: OpenChat, chat_url: str, screenshots: Path, scheme: str, width: int, height: int
) -> None:
    name = f"{scheme}-{width}"
    chat = open_chat(chat_url, scheme=scheme, width=width, height=height)

    chat.wait_for_first_screen()
    chat.settle()
    chat.page.screenshot(path=screenshots / f"first-{name}.png")
    contrasts = [lowest_contrast(chat)]
    answer = chat.ask(SPOUSE)
    chat.settle()
    chat.page.screenshot(path=screenshots / f"answer-{name}.png")
    contrasts.append(lowest_contrast(chat))
    overflow = sideways(chat)
    chat.open_first_source(answer)
    chat.settle()
    chat.page.screenshot(path=screenshots / f"source-{name}.png")
    contrasts.append(lowest_contrast(chat))
    refusal = chat.ask(WORLD_CUP)
    chat.settle()
    chat.page.screenshot(path=screenshots / f"refused-{name}.png")
    contrasts.append(lowest_contrast(chat))

    expect(refusal).to_be_visible()
    assert overflow == 0
    assert min(contrasts)[0] >= AA, contrasts
