"""Takes out of a page what nobody sees: what is hidden, tiny, white on white or struck out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

_UNREAD = "script style noscript template nav iframe object embed canvas audio video select input"
_STRUCK = ("s", "strike", "del")
"""What is struck out is no longer said."""
_NEVER = frozenset([*_UNREAD.split(), "textarea", "map", *_STRUCK])
_FOR_SCREEN_READERS = frozenset(
    ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "a-offscreen")
)
_USUAL_PIXELS = 16.0
_TINY_PIXELS = 1.5
"""Type of one pixel or point is there for programs."""
_FAR_PIXELS = -1000
_PIXELS = {"px": 1.0, "pt": 4 / 3, "rem": _USUAL_PIXELS, "": 1.0}
_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0}
_WHITES = ("white", "#fff", "#ffffff", "rgb(255,255,255)", "rgba(255,255,255,1)")


@dataclass(frozen=True, slots=True)
class _Look:
    """What text inherits from the elements around it."""

    pixels: float = _USUAL_PIXELS
    unseen: bool = False
    white: bool = False
    on_colour: bool = False

    @property
    def shows(self) -> bool:
        return (
            self.pixels > _TINY_PIXELS
            and not self.unseen
            and not (self.white and not self.on_colour)
        )


def drop_unseen(root: Tag, is_opened: Callable[[Tag], bool]) -> None:
    """Take out what is not seen; hidden parts that `is_opened` knows of are seen after a click."""
    _prune(root, _Look(), is_opened)


def empty(tag: Tag) -> None:
    """Leave nothing of an element but its place: to take it out, all beside it would be counted."""
    tag.clear(decompose=True)
    tag.name, tag.attrs = "span", {}


def style_of(tag: Tag) -> Mapping[str, str]:
    """Return an element's own style, names and values in small letters."""
    stated = str(tag.get("style") or "").lower()
    pairs = (each.partition(":") for each in stated.split(";"))
    return {
        name.strip(): value.replace("!important", "").strip()
        for name, colon, value in pairs
        if colon
    }


def _prune(tag: Tag, look: _Look, is_opened: Callable[[Tag], bool]) -> None:
    for child in list(tag.children):
        if isinstance(child, PreformattedString):
            continue
        if isinstance(child, NavigableString):
            if not look.shows:
                child.extract()
        elif isinstance(child, Tag) and child.name != "head":
            style = style_of(child)
            if child.name in _NEVER or (_is_hidden(child, style) and not is_opened(child)):
                empty(child)
            else:
                _prune(child, _inside(child, style, look), is_opened)


def _is_hidden(tag: Tag, style: Mapping[str, str]) -> bool:
    """Tell whether an element is hidden with all that is in it."""
    return (
        (tag.has_attr("hidden") and str(tag.get("hidden")).lower() != "until-found")
        or (tag.name == "dialog" and not tag.has_attr("open"))
        or style.get("display") == "none"
        or _number(style.get("opacity", "1")) == 0
        or "line-through" in style.get("text-decoration", "")
        or "line-through" in style.get("text-decoration-line", "")
        or any(
            _pixels(style.get(side, ""), 0.0) <= _FAR_PIXELS
            for side in ("left", "top", "text-indent")
        )
        or _is_clipped(style.get("clip", ""))
        or _is_said_instead(tag)
    )


def _is_said_instead(tag: Tag) -> bool:
    """Tell words that screen readers say in the place of what is shown: "$18", "18 dollars"."""
    if not _FOR_SCREEN_READERS.intersection(tag.get_attribute_list("class")):
        return False
    beside = (tag.find_previous_sibling(), tag.find_next_sibling())
    return any(
        shown is not None and shown.get("aria-hidden") == "true" and shown.get_text(strip=True)
        for shown in beside
    )


def _is_clipped(clip: str) -> bool:
    inner = clip.removeprefix("rect(").rstrip(")").replace(",", " ").split()
    return (
        bool(inner)
        and clip.startswith("rect(")
        and not any(part.rstrip("px") not in ("0", "1") for part in inner)
    )


def _inside(tag: Tag, style: Mapping[str, str], look: _Look) -> _Look:
    """Return the look of what stands in an element."""
    size = style.get("font-size") or style.get("font", "").partition("/")[0].rpartition(" ")[2]
    colour = style.get("color", "").replace(" ", "")
    stands = (
        tag.has_attr("class") or tag.has_attr("bgcolor") or any("background" in n for n in style)
    )
    visibility = style.get("visibility")
    return replace(
        look,
        pixels=_pixels(size, look.pixels) if size else look.pixels,
        unseen=visibility in ("hidden", "collapse") if visibility else look.unseen,
        white=colour in _WHITES if colour else look.white,
        # A class may put it on a ground, too.
        on_colour=look.on_colour or stands,
    )


def _pixels(size: str, around: float) -> float:
    """Return a size in pixels; one that we do not understand is that of the text around it."""
    unit = size.lstrip("+-.0123456789 ")
    number = _number(size[: len(size) - len(unit)])
    if number is None:
        return _SIZES.get(size, around)
    if unit in ("em", "%"):
        return around * number / (100 if unit == "%" else 1)
    return number * _PIXELS[unit] if unit in _PIXELS else around


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


# Finds what a click opens on a page, and by what name: tabs, accordions, other panels.


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


# Puts the names of icons into a page: a tick in a table is a picture named "covered".


_ICON_SIGNS = {
    "check": "\u2713",
    "tick": "\u2713",
    "times": "\u2717",
    "xmark": "\u2717",
    "cross": "\u2717",
    "close": "\u2717",
}
"""Parts of the class names of icon fonts, for icons without a name."""


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
