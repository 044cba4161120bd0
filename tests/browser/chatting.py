"""What a person does on the page, and what they read there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from app.i18n import texts

_HERE = {"localhost", "127.0.0.1", ""}


class Chat:
    """The page in one browser tab."""

    def __init__(self, page: Page) -> None:
        """Note every request that leaves this machine, and every script error."""
        self.page = page
        self.left_the_machine: list[str] = []
        self.script_errors: list[str] = []
        page.on("request", lambda request: self._note(request.url))
        page.on("pageerror", lambda error: self.script_errors.append(str(error)))

    def wait_for_first_screen(self) -> None:
        """Wait until a question can be typed."""
        expect(self.page.get_by_role("heading", name=texts.WELCOME)).to_be_visible()
        expect(self.input).to_be_visible()

    @property
    def input(self) -> Locator:
        """Where a question is typed."""
        return self.page.get_by_test_id("stChatInputTextArea")

    def type_question(self, question: str) -> None:
        """Type a question and send it."""
        self.input.fill(question)
        self.page.keyboard.press("Enter")

    def ask(self, question: str) -> Locator:
        """Ask and return the finished answer."""
        before = self.answers.count()
        self.type_question(question)
        expect(self.answers).to_have_count(before + 1)
        expect(self.running).to_have_count(0)
        return self.answers.nth(before)

    @property
    def answers(self) -> Locator:
        """The finished answers."""
        return self.page.locator(".cw-answer")

    @property
    def running(self) -> Locator:
        """The answer that is being written."""
        return self.page.locator(".cw-running")

    @property
    def questions(self) -> Locator:
        """The questions of the conversation."""
        return self.page.locator(".cw-question")

    @property
    def source(self) -> Locator:
        """The opened source."""
        return self.page.locator(".st-key-source")

    def source_titles(self, answer: Locator) -> list[str]:
        """Return the titles of an answer's sources."""
        return answer.locator(".cw-source-title").all_inner_texts()

    def open_first_source(self, answer: Locator) -> Locator:
        """Click the first marker in an answer's text."""
        answer.locator(".cw-text .cw-marker").first.click()
        expect(self.source).to_be_visible()
        return self.source

    def reload(self) -> None:
        """Reload the page as F5 does."""
        self.page.reload()
        expect(self.input).to_be_visible()

    def settle(self) -> None:
        """Wait until nothing is drawn any more, for a picture."""
        wait_until_drawn(self.page)
        self.page.wait_for_timeout(1000)

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.hostname not in _HERE:
            self.left_the_machine.append(url)


def wait_until_drawn(page: Page) -> None:
    """Wait until no script runs and nothing of an earlier run is left, which is drawn paler."""
    page.wait_for_function(
        "document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-stale=true]')"
    )


def plain(words: str) -> str:
    """Return words without line breaks."""
    return re.sub(r"\s+", " ", words).strip()
