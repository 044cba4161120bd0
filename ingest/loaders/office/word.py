"""Loads DOCX: paragraphs, lists and tables in the order of the body."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from ingest.loaders.content.outline import Loaded, Outline, one_line
from ingest.loaders.office.package import as_source, damaged, refuse_unfit, transitional
from ingest.loaders.office.word_parts import PackageParts, shown_links
from ingest.loaders.office.word_styles import (
    NO_LIST,
    Style,
    numbering_of,
    outline_level,
    stated_depth,
    stated_list,
    styles_of,
)
from ingest.loaders.office.word_text import (
    REFERENCES,
    blocks_of,
    boxes_of,
    children_of,
    is_set,
    numbered_notes,
    says_on,
    text_of,
)
from ingest.loaders.tables.blocks import add_table
from ingest.loaders.tables.rows import GridRow, SpanningCell, laid_out
from knowledge.domain.documents import BlockKind

_KIND = "Word document"
_LIST_STYLE = re.compile(r"^list\b(?!\s*(?:continue|paragraph))")
_TYPED_ITEM = re.compile(r"^(?:[-\u2022*]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s)")
_BOLD_LEVEL = 8
_LONGEST_BOLD_HEADING = 100
_DEEPEST_LAYOUT = 10
"""Tables within tables that place things; what lies deeper is told as cells."""


def load_docx(path: Path) -> Loaded:
    """Read a Word document; comments, deleted and hidden text, headers and footers are left out.

    Raises:
        DocumentUnreadable: it needs a password, is damaged or unpacks to an absurd size.
    """
    refuse_unfit(path, kind=_KIND, save_as=".docx")
    try:
        word = docx.Document(as_source(transitional(path)))
        shown_links(word)
        reader = _BodyReader(word)
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise damaged(_KIND) from error
    reader.read()
    return Loaded(
        sections=reader.outline.sections(),
        title=one_line(word.core_properties.title or "") or reader.title,
        language=word.core_properties.language or "",
        warnings=reader.warnings,
    )


class _BodyReader:
    """Walks the body of one document."""

    def __init__(self, word: WordFile) -> None:
        self._word = word
        self._items: list[str] = []
        self._notes = numbered_notes(word)
        self._parts = PackageParts(word)
        self._told: list[str] = []
        self._numbering = numbering_of(word)
        self._styles = styles_of(word, self._numbering)
        self.outline = Outline()
        self.title = ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was left out of the document."""
        return tuple(self._parts.warnings)

    def read(self) -> None:
        """Fill the outline."""
        self._blocks(self._word.element.body, 0)
        self._flush_items()

    def _blocks(self, parent: etree._Element, depth: int) -> None:
        for element in blocks_of(parent):
            if element.tag == qn("w:p"):
                self._paragraph(element, depth)
                continue
            self._flush_items()
            if element.tag == qn("w:tbl"):
                self._table(element, depth)
            else:
                self._parts.add(element, self.outline)

    def _table(self, element: etree._Element, depth: int) -> None:
        cells = layout_cells(element, self._is_heading) if depth < _DEEPEST_LAYOUT else []
        for cell in cells:
            self._blocks(cell, depth + 1)
            self._flush_items()
        if not cells:
            add_table(self.outline, rows_of(element, self._line))
            self._tell_notes(element)

    def _is_heading(self, element: etree._Element) -> bool:
        return (self._style(element).level or outline_level(element)) is not None

    def _paragraph(self, element: etree._Element, depth: int) -> None:
        self._tell_paragraph(element)
        self._tell_notes(element)
        for box in boxes_of(element):
            self._blocks(box, depth + 1)

    def _tell_notes(self, element: etree._Element) -> None:
        """Tell the notes that an element refers to below it, or below the list that it is in."""
        for reference in element.iter(*REFERENCES):
            kind, number = REFERENCES[reference.tag], str(reference.get(qn("w:id")))
            note = self._notes.get((kind, number))
            if note is not None:
                text = one_line(" ".join(text_of(p) for p in note.iter(qn("w:p"))))
                self._told.append(f"[{number}] {text}" if text else "")
        if not self._items:
            self._flush_notes()

    def _flush_notes(self) -> None:
        notes, self._told = self._told, []
        self.outline.block("\n".join(filter(None, notes)))

    def _tell_paragraph(self, element: etree._Element) -> None:
        text = text_of(element)
        style = self._style(element)
        if not text.strip():
            if not _is_deleted(element):
                # Word counts empty paragraphs, too.
                self._mark(element, style)
            return
        level = style.level or outline_level(element)
        if style.name == "title":
            self.title = self.title or one_line(text)
        elif level is None and _is_bold_heading(element, text):
            level = _BOLD_LEVEL
        if level is not None:
            self._flush_items()
            mark = self._mark(element, style)
            self.outline.heading(level, f"{mark} {text}" if mark else text)
        elif self._is_item(element, style, text):
            self._items.append(self._item(element, style, text))
        else:
            self._flush_items()
            self.outline.block(text)

    def _style(self, element: etree._Element) -> Style:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        identifier = "" if found is None else str(found.get(qn("w:val")))
        return self._styles.get(identifier, Style())

    def _is_item(self, element: etree._Element, style: Style, text: str) -> bool:
        numbered = self._list_of(element, style) not in ("", NO_LIST)
        return numbered or bool(_LIST_STYLE.match(style.name)) or bool(_TYPED_ITEM.match(text))

    def _list_of(self, element: etree._Element, style: Style) -> str:
        own = stated_list(element)
        return style.list_id if own is None else own

    def _depth_of(self, element: etree._Element, style: Style) -> int:
        own = stated_depth(element)
        return style.list_depth if own is None else own

    def _line(self, element: etree._Element) -> str:
        """Return a paragraph of a table's cell with its number."""
        text = one_line(text_of(element))
        mark = self._mark(element, self._style(element)) if text else ""
        return f"{mark} {text}" if mark else text

    def _flush_items(self) -> None:
        items, self._items = self._items, []
        if items:
            self.outline.block("\n".join(items), BlockKind.LIST)
            self._flush_notes()

    def _mark(self, element: etree._Element, style: Style) -> str:
        """Return the number that Word shows before a paragraph."""
        depth = self._depth_of(element, style)
        return self._numbering.mark(self._list_of(element, style), depth)

    def _item(self, element: etree._Element, style: Style, text: str) -> str:
        depth = self._depth_of(element, style)
        mark = self._mark(element, style) or ("" if _TYPED_ITEM.match(text) else "-")
        return f"{'  ' * depth}{mark} {one_line(text)}" if mark else one_line(text)


def _is_deleted(element: etree._Element) -> bool:
    mark = f"{qn('w:pPr')}/{qn('w:rPr')}"
    return any(element.find(f"{mark}/{qn(name)}") is not None for name in ("w:del", "w:moveFrom"))


def _is_bold_heading(element: etree._Element, text: str) -> bool:
    """Tell whether a short paragraph, all bold, stands as a heading without being styled as one."""
    if len(text) > _LONGEST_BOLD_HEADING or text.endswith((".", ",", ";", ":")):
        return False
    runs = [run for run in element.iter(qn("w:r")) if text_of(run)]
    return bool(runs) and all(is_set(run, "w:b") for run in runs)


# Reads the tables of a Word document: their rows, and which only place things on the page.


_WIDEST_SPAN = 200


LineOf = Callable[[etree._Element], str]
"""What a paragraph of a cell says, with its number."""


def rows_of(table: etree._Element, line_of: LineOf) -> list[GridRow]:
    """Return a table's rows; a cell that spans rows is told in each of them."""
    rows: list[list[SpanningCell]] = []
    heads: list[bool] = []
    above: dict[int, str] = {}
    for row in children_of(table, "w:tr"):
        rows.append(list(_cells(row, above, line_of)))
        heads.append(_is_head(row))
    return laid_out(rows, heads)


def layout_cells(
    table: etree._Element, is_heading: Callable[[etree._Element], bool]
) -> list[etree._Element]:
    """Return the cells of a table that only places things on the page; none of one with data.

    Such a table has one column, or headings or whole tables in a cell of its only row.
    """
    rows = [list(children_of(row, "w:tc")) for row in children_of(table, "w:tr")]
    cells = [cell for row in rows for cell in row]
    if all(len(row) <= 1 for row in rows):
        return cells
    if any(_holds_heading(cell, is_heading) for cell in cells):
        return cells
    placed = len(rows) == 1 and any(cell.find(qn("w:tbl")) is not None for cell in cells)
    return cells if placed else []


def _holds_heading(cell: etree._Element, is_heading: Callable[[etree._Element], bool]) -> bool:
    """Tell whether a heading stands over something else in the cell."""
    blocks = [b for b in blocks_of(cell) if b.tag != qn("w:p") or text_of(b)]
    return len(blocks) > 1 and any(b.tag == qn("w:p") and is_heading(b) for b in blocks[:-1])


def _cells(row: etree._Element, above: dict[int, str], line_of: LineOf) -> Iterator[SpanningCell]:
    column = _left_out(row)
    if column:
        yield SpanningCell("", column)
    for cell in children_of(row, "w:tc"):
        text = _cell_text(cell, line_of)
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merge is not None and merge.get(qn("w:val")) != "restart":
            text = above.get(column, text)
        above[column] = text
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        across = _number(span)
        yield SpanningCell(text, across)
        column += across


def _left_out(row: etree._Element) -> int:
    """Return how many columns are left out before a row's first cell."""
    found = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return 0 if found is None else _number(found)


def _number(element: etree._Element | None) -> int:
    value = "" if element is None else str(element.get(qn("w:val")))
    return min(max(1, int(value)), _WIDEST_SPAN) if value.isdecimal() else 1


def _is_head(row: etree._Element) -> bool:
    return says_on(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}"))


def _cell_text(cell: etree._Element, line_of: LineOf) -> str:
    parts: list[str] = []
    for block in blocks_of(cell):
        if block.tag == qn("w:p"):
            parts.append(line_of(block))
            parts += [_cell_text(box, line_of) for box in boxes_of(block)]
        elif block.tag == qn("w:tbl"):
            parts += [", ".join(filter(None, row.cells)) for row in rows_of(block, line_of)]
    return "; ".join(part for part in parts if part)
