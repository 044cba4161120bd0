"""Reads the tables of a Word document: their rows, and which only place things on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docx.oxml.ns import qn
from lxml import etree

from ingest.loaders.table_rows import GridRow, SpanningCell, laid_out
from ingest.loaders.word_text import blocks_of, boxes_of, children_of, says_on, text_of

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
