"""Loads old Excel workbooks (.xls) as groups of rows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from ingest.loaders.cell_values import shown
from ingest.loaders.loaded import Loaded
from ingest.loaders.office_package import damaged
from ingest.loaders.outline import Outline
from ingest.loaders.row_groups import add_rows
from ingest.loaders.table_rows import GridRow
from knowledge.errors import DocumentUnreadable

_KIND = "Excel workbook"


def load_old_workbook(path: Path) -> Loaded:
    """Read an .xls workbook's visible sheets.

    Raises:
        DocumentUnreadable: it needs a password or is damaged.
    """
    with Path(os.devnull).open("w") as nowhere:
        book = _open(path, nowhere)
    outline, hidden = Outline(), []
    for sheet in book.sheets():
        if sheet.visibility:
            hidden.append(sheet.name)
            continue
        outline.heading(1, sheet.name)
        add_rows(outline, _rows(book, sheet), where=f"sheet {sheet.name}")
    warnings = (f"Hidden sheets left out: {', '.join(hidden)}.",) if hidden else ()
    return Loaded(sections=outline.told_sections(), warnings=warnings)


def _open(path: Path, log: object) -> xlrd.Book:
    try:
        return xlrd.open_workbook(str(path), logfile=log, formatting_info=True)
    except XLRDError as error:
        if "encrypted" in str(error):
            raise DocumentUnreadable(
                "The Excel workbook is protected by a password. Save a copy without one."
            ) from error
        raise damaged(_KIND) from error
    except (CompDocError, AssertionError, IndexError, ValueError) as error:
        raise damaged(_KIND) from error


def _rows(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Iterator[GridRow]:
    for index in range(sheet.nrows):
        texts = [_text(book, cell) for cell in sheet.row(index)]
        yield GridRow(index + 1, tuple(texts))


def _text(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_DATE:
            try:
                return shown(xlrd.xldate_as_datetime(cell.value, book.datemode))
            except (ValueError, OverflowError):
                return shown(cell.value)
        case xlrd.XL_CELL_BOOLEAN:
            return shown(bool(cell.value))
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, ""))
        case xlrd.XL_CELL_NUMBER:
            style = book.xf_list[cell.xf_index].format_key if cell.xf_index is not None else 0
            return shown(cell.value, getattr(book.format_map.get(style), "format_str", ""))
        case _:
            return shown(cell.value)
