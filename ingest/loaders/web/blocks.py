"""Walks an HTML tree in reading order and hands headings and blocks to an outline."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString

from ingest.loaders.content.marks import (
    MOST_TOLD,
    lettered_like_columns,
    raised,
    roman,
    shown_target,
)
from ingest.loaders.content.outline import Outline, one_line
from ingest.loaders.tables.blocks import add_table
from ingest.loaders.tables.rows import GridRow, SpanningCell, laid_out
from ingest.loaders.web.visibility import (
    NAMED,
    drop_unseen,
    is_opened,
    name_icons,
    name_panels,
    style_of,
)
from knowledge.domain.documents import BlockKind

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


# Reads the tables of an HTML page: their rows, and which only place things on the page.


_WIDEST_SPAN = 200
_TABLE_TAGS = ("table", "h1", "h2", "h3", "h4", "ul", "ol")


def is_layout(table: Tag) -> bool:
    """Tell a table that only places things on the page from one that holds data."""
    if table.find("th") is not None and not _is_one_column(table):
        return False
    if table.find(_TABLE_TAGS) is None:
        return False
    stated = str(table.get("role") or "") == "presentation"
    return stated or table.find("table") is not None or _is_one_column(table)


def rows_of(table: Tag, text_of: Callable[[Tag], str]) -> list[GridRow]:
    """Return the table's own rows; whole rows of <th>, and those of <thead>, hold names."""
    cells = [row.find_all(("td", "th"), recursive=False) for row in _own_rows(table)]
    heads = [_is_head(row, own) for row, own in zip(_own_rows(table), cells, strict=True)]
    return laid_out(([_cell(cell, text_of) for cell in own] for own in cells), heads)


def _own_rows(table: Tag) -> list[Tag]:
    return [row for row in table.find_all("tr") if row.find_parent("table") is table]


def _is_one_column(table: Tag) -> bool:
    return all(len(row.find_all(("td", "th"), recursive=False)) <= 1 for row in _own_rows(table))


def _is_head(row: Tag, cells: list[Tag]) -> bool:
    in_head = isinstance(row.parent, Tag) and row.parent.name == "thead"
    return in_head or (bool(cells) and all(cell.name == "th" for cell in cells))


def _cell(cell: Tag, text_of: Callable[[Tag], str]) -> SpanningCell:
    return SpanningCell(one_line(text_of(cell)), _span(cell, "colspan"), _span(cell, "rowspan"))


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(int(value), _WIDEST_SPAN) if value.isdecimal() and int(value) else 1


# Writes the lists of an HTML page as lines, each item with the mark that a browser shows.


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


# Writes where a page's links lead, and tells its menus.


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
