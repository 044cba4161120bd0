"""Finds what a click opens on a page, and by what name: tabs, accordions, other panels."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from ingest.loaders.html_visibility import empty

OPENED, NAMED = "citewell-opened", "citewell-named"
"""Attributes of panels that a click opens, and their names where no heading tells them."""
_TARGETS = ("aria-controls", "data-bs-target", "data-target", "popovertarget", "commandfor")
_SIGNS = (*_TARGETS, "aria-expanded", "data-bs-toggle", "data-toggle")
_PANEL_WORDS = ("accordion", "collaps", "tab-pane", "tabpanel", "panel", "answer", "expand", "faq")
_OPENER_WORDS = ("accordion", "toggle", "collaps", "expand", "faq", "trigger", "question", "tab")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CELLS = ("li", "td", "th", "dd", "dt")
_CONTAINERS = ("div", "section", "article", "dd", "p", "ul", "ol")
_SAYING_NOTHING = """
    show hide toggle expand collapse open close more less all menu contents content details read
    see view next previous back search play pause skip to navigation top share print copy table
    mehr weniger alle anzeigen ausblenden einblenden schliessen schlie\u00dfen \u00f6ffnen
    men\u00fc suche weiter zur\u00fcck mostrar ocultar m\u00e1s menos todo todos ver abrir cerrar
    men\u00fa buscar siguiente anterior of this the section
"""
_NOTHING = frozenset(_SAYING_NOTHING.split())
_LONGEST_NAME = 200


def name_panels(soup: BeautifulSoup) -> None:
    """Mark the page's panels and take out its buttons, except for those that are read as text.

    A button's words stay in a heading, and where the panel that it opens was not found: a question
    without its answer says more than an answer without its question.
    """
    for tag in soup.find_all(lambda tag: tag.has_attr(OPENED) or tag.has_attr(NAMED)):
        # Nobody but us may say what is opened.
        del tag[OPENED], tag[NAMED]
    panel_of = _tabs_in_order(soup)
    by_id = {str(tag["id"]): tag for tag in soup.find_all(id=True)}
    for opener in soup.find_all(_is_opener):
        panel = _target(opener, by_id) or panel_of.get(id(opener)) or _beside(opener)
        if panel is not None and any(parent is panel for parent in opener.parents):
            # What closes a panel stands in it.
            empty(opener)
        else:
            _settle(opener, panel)
    for button in soup.find_all("button"):
        empty(button)


def is_opened(tag: Tag) -> bool:
    """Tell whether a hidden element is shown after a click, or found by a search in the page."""
    if tag.has_attr(OPENED):
        return True
    before = tag.find_previous_sibling() if _has_word(tag, _PANEL_WORDS) else None
    return before is not None and (
        before.name in _HEADINGS or before.name == "dt" or _has_word(before, _OPENER_WORDS)
    )


def _settle(opener: Tag, panel: Tag | None) -> None:
    name = " ".join(opener.get_text(" ").split())[:_LONGEST_NAME]
    in_heading = opener.name in _HEADINGS or opener.find_parent(_HEADINGS) is not None
    if panel is not None:
        panel[OPENED] = ""
        if _says_something(name) and not in_heading and panel.find_parent(_CELLS) is None:
            panel[NAMED] = name
            empty(opener)
            return
    if opener.name == "button" and (in_heading or _says_something(name)):
        opener.name = "span" if in_heading else "div"
    elif not in_heading and not _says_something(name):
        empty(opener)


def _says_something(name: str) -> bool:
    """Tell a panel's name, such as a question, from what a button does."""
    words = name.casefold().replace("/", " ").split()
    return any(word.strip("()[]+-.,:\u2026\u25bc\u25b6\u00d7") not in _NOTHING for word in words)


def _is_opener(tag: Tag) -> bool:
    if tag.get("role") == "tab":
        return True
    if tag.name == "button" or tag.get("role") == "button":
        return any(map(tag.has_attr, _SIGNS)) or _has_word(tag, _OPENER_WORDS) or _in_heading(tag)
    return tag.name == "a" and (tag.has_attr("data-toggle") or tag.has_attr("data-bs-toggle"))


def _in_heading(tag: Tag) -> bool:
    return tag.parent is not None and tag.parent.name in (*_HEADINGS, "dt")


def _tabs_in_order(soup: BeautifulSoup) -> dict[int, Tag]:
    """Match the page's tabs with its panels, first with first, where no tab names its own."""
    tabs = soup.find_all(role="tab")
    panels = soup.find_all(role="tabpanel")
    if len(tabs) != len(panels) or any(tab.has_attr("aria-controls") for tab in tabs):
        return {}
    return {id(tab): panel for tab, panel in zip(tabs, panels, strict=True)}


def _target(opener: Tag, by_id: dict[str, Tag]) -> Tag | None:
    stated = [str(opener.get(name) or "") for name in (*_TARGETS, "href")]
    return next((by_id[each.lstrip("#")] for each in stated if each.lstrip("#") in by_id), None)


def _beside(opener: Tag) -> Tag | None:
    """Return the element after an opener, or after the heading that it stands in."""
    around = opener.parent if _in_heading(opener) else opener
    after = around.find_next_sibling() if around is not None else None
    if after is None or after.name not in _CONTAINERS or _is_opener(after):
        return None
    return after if _has_word(opener, _OPENER_WORDS) or _has_word(after, _PANEL_WORDS) else None


def _has_word(tag: Tag, words: tuple[str, ...]) -> bool:
    stated = tag.get("class") or ""
    joined = (stated if isinstance(stated, str) else " ".join(stated)).lower()
    return any(word in joined for word in words)
