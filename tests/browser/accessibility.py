"""What axe-core finds on a page, without what is Streamlit's own and known."""

from __future__ import annotations

from typing import TypedDict

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = {"serious", "critical"}


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
