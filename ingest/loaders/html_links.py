"""Writes where a page's links lead, and tells its menus."""

from __future__ import annotations

from collections import Counter

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from ingest.loaders.link_targets import MOST_TOLD, shown_target

MENU = "citewell-menu"
"""Attribute of the heads and asides of a page that held a menu."""
_INLINE = ("a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "u")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FRAMES = ("header", "aside")
_MOST_LINKS = 0.5


def mark_menus(soup: BeautifulSoup) -> None:
    """Mark heads and asides that hold a menu or mostly links, before anything is taken out."""
    for tag in soup.find_all(lambda tag: tag.has_attr(MENU)):
        del tag[MENU]
    for menu in soup.find_all(lambda tag: tag.name == "nav" or tag.get("role") == "navigation"):
        around = menu.find_parent(_FRAMES)
        if around is not None:
            around[MENU] = ""
    _mark_linked(soup, in_link=False)


def _mark_linked(tag: Tag, *, in_link: bool) -> tuple[int, int]:
    """Mark heads and asides of mostly links; return how many letters there are, and in links."""
    letters = linked = 0
    for child in tag.children:
        if isinstance(child, Tag):
            inner, inner_linked = _mark_linked(child, in_link=in_link or child.name == "a")
            letters, linked = letters + inner, linked + inner_linked
        elif isinstance(child, NavigableString):
            size = len(child.strip())
            letters, linked = letters + size, linked + (size if in_link else 0)
    if tag.name in _FRAMES and linked > _MOST_LINKS * letters:
        tag[MENU] = ""
    return letters, linked


def write_targets(soup: BeautifulSoup) -> None:
    """Write behind a link's words where it leads, as a page printed on paper does.

    Only in running text, where a reader is told to go there; not in lists of nothing but links and
    in headings. Targets inside the site say nothing without it.
    """
    in_text: dict[int, bool] = {}
    told: Counter[str] = Counter()
    for link in soup.find_all("a", href=True):
        target = shown_target(" ".join(link.get_text(" ").split()), str(link["href"]))
        around = _around(link) if target else None
        if around is not None and id(around) not in in_text:
            in_text[id(around)] = _has_words(around)
        few = told[target] < MOST_TOLD or "://" not in target
        if around is not None and in_text[id(around)] and few:
            told[target] += 1
            link.append(target)


def _around(link: Tag) -> Tag | None:
    """Return the element in whose line a link stands, none in a heading."""
    around = link.parent
    while around is not None and around.name in _INLINE:
        around = around.parent
    return None if around is None or around.name in _HEADINGS else around


def _has_words(tag: Tag) -> bool:
    """Tell whether words stand beside an element's links, or it is no item of a list."""
    if tag.name not in ("li", "td", "th", "dt"):
        return True
    return any(
        char.isalnum()
        for child in tag.children
        if isinstance(child, NavigableString) or (isinstance(child, Tag) and child.name != "a")
        for char in (child if isinstance(child, NavigableString) else child.get_text())
    )
