"""Walks an HTML tree in reading order and hands headings and blocks to an outline."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString

from ingest.loaders.html_tables import is_layout, rows_of
from ingest.loaders.outline import Outline, one_line
from ingest.loaders.raised_marks import raised
from ingest.loaders.row_groups import add_table
from knowledge.documents import BlockKind

_NEVER = re.compile(
    r"^(script|style|noscript|template|nav|iframe|object|embed|svg|canvas|audio|video|button|"
    r"select|input|textarea|dialog|map|s|strike|del)$"
)
"""What is struck out is no longer said."""
_RAISING_STYLE = re.compile(r"vertical-align\s*:\s*super")
_NEIGHBOURS = 4
"""Pieces of a line, of which the last characters tell what a raised mark stands behind."""
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|"
    r"font-size\s*:\s*(?:0(?:\.\d+)?(?:px|pt|em|rem|%)?|1(?:\.0+)?(?:px|pt))\s*(?:;|$)|"
    r"(?:left|top|text-indent)\s*:\s*-\d{4,}|"
    r"clip\s*:\s*rect\(\s*0[^)]*0\s*\)"
)
_WHITE = re.compile(r"(?:^|;)\s*color\s*:\s*(?:white|#fff(?:fff)?\b|rgb\(255,\s*255,\s*255\))")
_COLOURED = re.compile(r"background")
_HEADING = re.compile(r"^h([1-6])$")
_LISTS = ("ul", "ol", "menu", "dir")
_BREAKS = re.compile(
    r"^(address|article|aside|blockquote|body|center|dd|details|dir|div|dl|dt|fieldset|figcaption|"
    r"figure|footer|form|h[1-6]|header|hgroup|hr|html|legend|li|main|menu|ol|p|pre|section|"
    r"summary|table|caption|thead|tbody|tfoot|tr|td|th|ul)$"
)
_STRUCTURE = ("table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "dl")


def parse_html(text: str) -> BeautifulSoup:
    """Return the tree of a page, without what a reader would not see on it."""
    with warnings.catch_warnings():
        # Advice to programmers: XHTML, or a text that looks like a file's name, is read well.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(text, "lxml")
    for tag in soup.find_all(_is_unseen):
        if not tag.decomposed:
            tag.decompose()
    return soup


def _is_unseen(tag: Tag) -> bool:
    if tag.name == "head":
        return False
    style = str(tag.get("style") or "").lower()
    return (
        bool(_NEVER.match(tag.name))
        or tag.has_attr("hidden")
        or bool(_HIDING_STYLE.search(style))
        or "line-through" in style
        or (bool(_WHITE.search(style)) and not _stands_on_colour(tag))
    )


def _stands_on_colour(tag: Tag) -> bool:
    """Tell whether white text may be seen: a style, a colour or a class may put it on a ground."""
    return any(
        parent.has_attr("class")
        or parent.has_attr("bgcolor")
        or _COLOURED.search(str(parent.get("style") or "").lower())
        for parent in (tag, *tag.parents)
        if parent.name != "[document]"
    )


def add_blocks(outline: Outline, root: Tag) -> None:
    """Add everything below `root` to the outline, in reading order."""
    inline: list[PageElement] = []
    for child in root.children:
        if isinstance(child, Tag) and _is_block(child):
            _flush(outline, inline)
            _add_block(outline, child)
        else:
            inline.append(child)
    _flush(outline, inline)


def inline_text(node: PageElement) -> str:
    """Return the text of a node that stands in a line; comments have none."""
    if isinstance(node, PreformattedString):
        return ""
    if isinstance(node, NavigableString):
        return re.sub(r"\s+", " ", str(node))
    if not isinstance(node, Tag):
        return ""
    if node.name == "br":
        return "\n"
    if node.name == "img":
        return str(node.get("alt") or "")
    text = _joined(list(node.children))
    return f" {text} " if _BREAKS.match(node.name) else text


def _joined(nodes: Sequence[PageElement]) -> str:
    """Return the text of neighbours in a line, raised marks apart from what they stand behind."""
    parts: list[str] = []
    for position, node in enumerate(nodes):
        text = inline_text(node)
        if _is_raised(node):
            following = inline_text(nodes[position + 1]) if position + 1 < len(nodes) else ""
            text = raised("".join(parts[-_NEIGHBOURS:]), text, following)
        parts.append(text)
    return "".join(parts)


def _is_raised(node: PageElement) -> bool:
    if not isinstance(node, Tag):
        return False
    return node.name == "sup" or bool(_RAISING_STYLE.search(str(node.get("style") or "").lower()))


def _is_block(tag: Tag) -> bool:
    return bool(_BREAKS.match(tag.name)) or tag.find(_STRUCTURE) is not None


def _flush(outline: Outline, inline: list[PageElement]) -> None:
    outline.block(_lines(_joined(inline)))
    inline.clear()


def _lines(text: str) -> str:
    return "\n".join(line for line in map(one_line, text.split("\n")) if line)


def _add_block(outline: Outline, tag: Tag) -> None:
    heading = _HEADING.match(tag.name)
    if heading:
        outline.heading(int(heading.group(1)), inline_text(tag))
    elif tag.name in _LISTS:
        outline.block("\n".join(_items(tag, 0)), BlockKind.LIST)
        _add_tables_of_list(outline, tag)
    elif tag.name == "dl":
        outline.block("\n".join(_definitions(tag)), BlockKind.LIST)
    elif tag.name == "pre":
        outline.block(tag.get_text(), BlockKind.CODE)
    elif tag.name == "table" and not is_layout(tag):
        _add_table(outline, tag)
    else:
        add_blocks(outline, tag)


def _items(listing: Tag, depth: int) -> Iterator[str]:
    """Yield a line for each item, nested ones indented below theirs."""
    number = _first_number(listing)
    for item in listing.find_all("li", recursive=False):
        own = [inline_text(c) for c in item.children if not _is_nested(c)]
        mark = f"{number}." if listing.name == "ol" else "-"
        text = one_line(" ".join(own)) if len(own) > 1 else one_line("".join(own))
        if text:
            yield f"{'  ' * depth}{mark} {text}"
        number += 1
        for nested in item.find_all(_LISTS):
            if nested.find_parent(_LISTS) is listing:
                yield from _items(nested, depth + 1)


def _first_number(listing: Tag) -> int:
    start = str(listing.get("start") or "1")
    return int(start) if start.isdigit() else 1


def _is_nested(node: PageElement) -> bool:
    return isinstance(node, Tag) and (
        node.name in (*_LISTS, "table") or node.find((*_LISTS, "table")) is not None
    )


def _add_tables_of_list(outline: Outline, listing: Tag) -> None:
    for table in listing.find_all("table"):
        if table.find_parent("table") is None:
            _add_table(outline, table)


def _definitions(listing: Tag) -> Iterator[str]:
    term = ""
    for tag in listing.find_all(("dt", "dd")):
        text = one_line(inline_text(tag))
        if tag.name == "dt":
            if term:
                yield f"- {term}"
            term = text
        else:
            yield f"- {term}: {text}" if term else f"- {text}"
            term = ""
    if term:
        yield f"- {term}"


def _add_table(outline: Outline, table: Tag) -> None:
    caption = table.find("caption")
    if isinstance(caption, Tag):
        outline.block(one_line(inline_text(caption)))
    add_table(outline, rows_of(table, inline_text))
