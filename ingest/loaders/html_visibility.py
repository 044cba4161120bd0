"""Takes out of a page what nobody sees: what is hidden, tiny, white on white or struck out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bs4 import Tag
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
