"""Puts the names of icons into a page: a tick in a table is a picture named "covered"."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from ingest.loaders.html_visibility import empty

_ICON_SIGNS = {
    "check": "\u2713",
    "tick": "\u2713",
    "times": "\u2717",
    "xmark": "\u2717",
    "cross": "\u2717",
    "close": "\u2717",
}
"""Parts of the class names of icon fonts, for icons without a name."""
_LONGEST_NAME = 200


def name_icons(soup: BeautifulSoup) -> None:
    """Replace drawings and empty elements that have a name by it, and take out other drawings."""
    for tag in soup.find_all(_may_be_icon):
        name = _name(tag)
        if name or tag.name == "svg":
            empty(tag)
            tag.append(f" {name} ")


def _may_be_icon(tag: Tag) -> bool:
    if tag.name == "svg" or tag.get("role") == "img":
        return True
    return tag.name in ("i", "span", "em", "b") and not tag.contents and bool(tag.attrs)


def _name(tag: Tag) -> str:
    if tag.get("aria-hidden") == "true" and tag.name == "svg":
        return ""
    title = tag.find("title") if tag.name == "svg" else None
    stated = tag.get("aria-label") or (title.get_text() if isinstance(title, Tag) else "")
    words = " ".join(str(stated or tag.get("title") or "").split())[:_LONGEST_NAME]
    if words or tag.name == "svg":
        return words
    classes = tag.get("class") or ()
    parts = {part for each in classes for part in str(each).lower().split("-")}
    return next((sign for part, sign in _ICON_SIGNS.items() if part in parts), "")
