"""Reads the tables of an HTML page: their rows, and which only place things on the page."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import Tag

from ingest.loaders.outline import one_line
from ingest.loaders.table_rows import GridRow, SpanningCell, laid_out

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
