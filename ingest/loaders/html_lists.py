"""Writes the lists of an HTML page as lines, each item with the mark that a browser shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bs4 import Tag
from bs4.element import PageElement

from ingest.loaders.html_visibility import style_of
from ingest.loaders.list_marks import lettered_like_columns, roman
from ingest.loaders.outline import one_line

LISTS = ("ul", "ol", "menu", "dir")
_LONGEST_NUMBER = 9
_WRITTEN: dict[str, Callable[[int], str]] = {
    "a": lettered_like_columns,
    "lower-alpha": lettered_like_columns,
    "lower-latin": lettered_like_columns,
    "i": roman,
    "lower-roman": roman,
    "A": lambda count: lettered_like_columns(count).upper(),
    "upper-alpha": lambda count: lettered_like_columns(count).upper(),
    "upper-latin": lambda count: lettered_like_columns(count).upper(),
    "I": lambda count: roman(count).upper(),
    "upper-roman": lambda count: roman(count).upper(),
}


def item_lines(
    listing: Tag, text_of: Callable[[Sequence[PageElement]], str], depth: int = 0
) -> Iterator[str]:
    """Yield a line for each item, nested ones indented below theirs."""
    items = listing.find_all("li", recursive=False)
    backwards = listing.name == "ol" and listing.has_attr("reversed")
    number = _number(listing.get("start"), len(items) if backwards else 1)
    for item in items:
        number = _number(item.get("value"), number)
        mark = f"{_written(number, item, listing)}." if listing.name == "ol" else "-"
        text = one_line(text_of([c for c in item.children if not _is_nested(c)]))
        if text:
            yield f"{'  ' * depth}{mark} {text}"
        number += -1 if backwards else 1
        for nested in item.find_all(LISTS):
            if nested.find_parent(LISTS) is listing:
                yield from item_lines(nested, text_of, depth + 1)


def definition_lines(listing: Tag, text_of: Callable[[Tag], str]) -> Iterator[str]:
    """Yield a line for each term with what is said of it."""
    term = ""
    for tag in listing.find_all(("dt", "dd")):
        text = one_line(text_of(tag))
        if tag.name == "dt":
            if term:
                yield f"- {term}"
            term = text
        else:
            yield f"- {term}: {text}" if term else f"- {text}"
            term = ""
    if term:
        yield f"- {term}"


def _number(stated: object, otherwise: int) -> int:
    text = str(stated or "").strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) <= _LONGEST_NUMBER else otherwise


def _written(number: int, item: Tag, listing: Tag) -> str:
    stated = (
        item.get("type"),
        style_of(item).get("list-style-type"),
        listing.get("type"),
        style_of(listing).get("list-style-type"),
        style_of(listing).get("list-style"),
    )
    kind = next((str(each).strip() for each in stated if each), "1")
    return _WRITTEN.get(kind, str)(number)


def _is_nested(node: PageElement) -> bool:
    return isinstance(node, Tag) and (
        node.name in (*LISTS, "table") or node.find((*LISTS, "table")) is not None
    )
