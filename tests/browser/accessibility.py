"""What stands in a reader's way on a page: axe-core's findings, faint words, sideways scrolling."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = {"serious", "critical"}
AA = 4.5
LOOKS = [("light", 1360, 850), ("dark", 1360, 850), ("light", 390, 844), ("dark", 390, 844)]
_CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")


class Node(TypedDict):
    """A place on the page that breaks a rule."""

    target: list[str]
    html: str


class Finding(TypedDict):
    """A rule and the places that break it."""

    id: str
    impact: str
    nodes: list[Node]


# Streamlit 1.67's own markup, rule by rule with the place; nothing broader.
KNOWN: dict[str, tuple[str, ...]] = {}


def serious_findings(page: Page) -> list[str]:
    """Return each serious or critical finding that is ours: rule, place and markup in a line."""
    found: list[Finding] = Axe().run(page).response["violations"]
    return [
        f"{finding['id']}: {node['target'][0]} {node['html'][:160]}"
        for finding in found
        if finding["impact"] in SERIOUS
        for node in finding["nodes"]
        if not any(known in node["html"] for known in KNOWN.get(finding["id"], ()))
    ]


def lowest_contrast(page: Page) -> tuple[float, str]:
    """Return the lowest contrast of words to what is behind them, and the words."""
    ratio, words = page.evaluate(_CONTRAST)
    return float(ratio), str(words)


def sideways(page: Page) -> int:
    """Return by how many pixels the page scrolls sideways."""
    script = "(main) => main.scrollWidth - main.clientWidth"
    return int(page.locator(".stMain").evaluate(script))


def in_the_way(page: Page) -> list[str]:
    """Return all of it, a line each; axe-core alone leaves words over others undecided."""
    ratio, words = lowest_contrast(page)
    wide = sideways(page)
    faint = [f"contrast {ratio:.1f}: {words}"] if ratio < AA else []
    scrolls = [f"scrolls sideways by {wide} px"] if wide else []
    return [*serious_findings(page), *faint, *scrolls]
