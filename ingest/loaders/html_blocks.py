"""Walks an HTML tree in reading order and hands headings and blocks to an outline."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString

from ingest.loaders.html_icons import name_icons
from ingest.loaders.html_links import mark_menus, write_targets
from ingest.loaders.html_lists import LISTS, definition_lines, item_lines
from ingest.loaders.html_panels import NAMED, is_opened, name_panels
from ingest.loaders.html_tables import is_layout, rows_of
from ingest.loaders.html_visibility import drop_unseen
from ingest.loaders.outline import Outline, one_line
from ingest.loaders.raised_marks import raised
from ingest.loaders.row_groups import add_table
from knowledge.documents import BlockKind

_RAISING_STYLE = re.compile(r"vertical-align\s*:\s*super")
_NEIGHBOURS = 4
"""Pieces of a line, of which the last characters tell what a raised mark stands behind."""
_HEADING = re.compile(r"^h([1-6])$")
_LONGEST_SUMMARY = 200
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
    mark_menus(soup)
    name_panels(soup)
    drop_unseen(soup, is_opened)
    name_icons(soup)
    write_targets(soup)
    return soup


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
    name = tag.attrs.pop(NAMED, "") or _summary(tag)
    if name:
        with outline.within(str(name)):
            _add_block(outline, tag)
        return
    heading = _HEADING.match(tag.name)
    if heading:
        outline.heading(int(heading.group(1)), inline_text(tag))
    elif tag.name in LISTS:
        outline.block("\n".join(item_lines(tag, _joined)), BlockKind.LIST)
        _add_tables_of_list(outline, tag)
    elif tag.name == "dl":
        outline.block("\n".join(definition_lines(tag, inline_text)), BlockKind.LIST)
    elif tag.name == "pre":
        outline.block(tag.get_text(), BlockKind.CODE)
    elif tag.name == "table" and not is_layout(tag):
        _add_table(outline, tag)
    else:
        add_blocks(outline, tag)


def _summary(tag: Tag) -> str:
    """Take out what stands for the closed part of a page, and return its words."""
    summary = tag.find("summary", recursive=False) if tag.name == "details" else None
    if not isinstance(summary, Tag):
        return ""
    name = one_line(inline_text(summary))[:_LONGEST_SUMMARY]
    summary.decompose()
    return name


def _add_tables_of_list(outline: Outline, listing: Tag) -> None:
    for table in listing.find_all("table"):
        if table.find_parent("table") is None:
            _add_table(outline, table)


def _add_table(outline: Outline, table: Tag) -> None:
    caption = table.find("caption")
    if isinstance(caption, Tag):
        outline.block(one_line(inline_text(caption)))
    add_table(outline, rows_of(table, inline_text))
