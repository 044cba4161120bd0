"""Browser contexts that go from test to test, emptied, with the page's files still in the cache."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext

Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a reader looks at the page."""

    scheme: Scheme
    width: int
    height: int


class Contexts:
    """Lends a context to one test at a time.

    A new context has an empty cache, so that the browser reads and compiles Streamlit's scripts
    again: more work than most tests are. What a page could remember is cleared in between.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[Look, list[BrowserContext]] = defaultdict(list)

    def take(self, look: Look) -> BrowserContext:
        """Return a context of that look which nobody else has."""
        return self._free[look].pop() if self._free[look] else self.fresh(look)

    def fresh(self, look: Look) -> BrowserContext:
        """Return a context with an empty cache."""
        return self._browser.new_context(
            color_scheme=look.scheme,
            viewport={"width": look.width, "height": look.height},
            has_touch=look.width < 600,
        )

    def give_back(self, look: Look, context: BrowserContext) -> None:
        """Empty a context for the next test."""
        origins = {origin(page.url) for page in context.pages}
        for page in context.pages:
            page.close()
        context.clear_cookies()
        context.clear_permissions()
        blank = context.new_page()
        storage = context.new_cdp_session(blank)
        for each in origins:
            storage.send("Storage.clearDataForOrigin", {"origin": each, "storageTypes": "all"})
        blank.close()
        self._free[look].append(context)


def origin(url: str) -> str:
    """Return the scheme, host and port of an address, as the browser keeps data by."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
