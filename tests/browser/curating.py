"""What a curator does on the Knowledge and Quality pages, and the worker beside them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from app.i18n import curator_texts as words
from tests.browser.chatting import wait_until_drawn
from tests.browser.conftest import ROOT, environment

_ROW_PIXELS, _HEAD_PIXELS = 35, 36


class Curator:
    """A curators' page in one browser tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def turn_to(self, section: str, *, showing: str = "") -> None:
        """Choose a part of the page, or of a document; wait until it shows these words."""
        self.page.get_by_test_id("stButtonGroup").get_by_text(section, exact=True).click()
        if showing:
            expect(self.page.get_by_text(showing, exact=True).first).to_be_visible()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is drawn any more."""
        wait_until_drawn(self.page)
        self.page.wait_for_timeout(400)

    def press(self, key: str) -> None:
        """Press a button, known by its key."""
        button = self.button(key)
        expect(button).to_be_enabled()
        button.click()

    def button(self, key: str) -> Locator:
        """Return a button by its key."""
        return self.page.locator(f".st-key-{key} button").first

    def fill(self, label: str, text: str) -> None:
        """Fill a field in and leave it."""
        field = self.page.get_by_label(label, exact=True)
        field.fill(text)
        field.press("Tab")
        self.settle()

    def upload(self, *files: tuple[str, str]) -> None:
        """Choose files and have them checked."""
        self.page.locator("input[type=file]").set_input_files(
            [
                FilePayload(name=name, mimeType="text/plain", buffer=text.encode())
                for name, text in files
            ]
        )
        self.settle()
        self.press("check_upload")

    def add(self, *files: tuple[str, str]) -> None:
        """Upload files, look at the check, add them."""
        self.upload(*files)
        expect(self.button("add_them")).to_be_visible()
        self.press("add_them")
        expect(self.good).to_be_visible()
        self.press("done_adding")
        expect(self.button("check_upload")).to_be_visible()

    def find(self, sought: str) -> None:
        """Look for documents that are not all of them, and wait until the others are gone."""
        self.fill(words.FIND_DOCUMENTS, sought)
        fewer = self.page.get_by_text(re.compile(r"\d of \d+ documents"))
        none = self.page.get_by_text(words.NONE_FIT)
        expect(fewer.or_(none)).to_be_visible()
        self.settle()

    def choose_first_document(self) -> None:
        """Tick the first row of the list, which is drawn on a canvas."""
        # What scrolls lies over the canvas and takes the clicks.
        grid = self.page.get_by_test_id("stDataFrame").locator(".dvn-scroller").first
        expect(grid).to_be_visible()
        grid.click(position={"x": 18, "y": _HEAD_PIXELS + _ROW_PIXELS // 2})
        expect(self.document).to_be_visible()
        self.settle()

    @property
    def document(self) -> Locator:
        """The chosen document."""
        return self.page.locator(".st-key-document")

    @property
    def pieces(self) -> Locator:
        """The passages of the chosen document."""
        return self.page.locator(".cw-piece")

    @property
    def good(self) -> Locator:
        """What says that a change went well."""
        return self.page.locator(".cw-good")

    def wait_for_change(self) -> str:
        """Wait until a change is done; return what is said of it."""
        expect(self.good).to_be_visible()
        return self.good.inner_text()


@contextmanager
def at_work(data: Path, settings: Mapping[str, str], log: Path) -> Iterator[None]:
    """Run a worker as the command does."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "citewell", "worker"],
            cwd=ROOT,
            env=environment(data, **settings),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.kill()
            process.wait()
