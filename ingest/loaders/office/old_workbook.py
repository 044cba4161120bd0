"""Loads old Excel workbooks (.xls) as groups of rows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from ingest.loaders.content.outline import Loaded, Outline, one_line
from ingest.loaders.office.cells import is_elapsed, shown
from ingest.loaders.office.package import damaged
from ingest.loaders.office.sheet_layout import MergedCell, MergedRows, visible_row
from ingest.loaders.tables.blocks import add_rows
from ingest.loaders.tables.rows import GridRow
from knowledge.domain.errors import DocumentUnreadable

_KIND = "Excel workbook"


def load_old_workbook(path: Path) -> Loaded:
    """Read an .xls workbook's visible sheets.

    Raises:
        DocumentUnreadable: it needs a password or is damaged.
    """
    with Path(os.devnull).open("w") as nowhere:
        book = _open(path, nowhere)
    outline, hidden, unseen = Outline(), [], []
    for sheet in book.sheets():
        if sheet.visibility:
            hidden.append(sheet.name)
            continue
        outline.heading(1, sheet.name)
        add_rows(outline, _rows(book, sheet), where=f"sheet {sheet.name}")
        if _hidden_rows(sheet) or _hidden_columns(sheet):
            unseen.append(f"sheet {sheet.name}")
    warnings = []
    if hidden:
        warnings.append(f"Hidden sheets left out: {', '.join(hidden)}.")
    if unseen:
        warnings.append(f"Hidden rows or columns left out: {', '.join(unseen)}.")
    return Loaded(sections=outline.told_sections(), warnings=tuple(warnings))


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
    spans = [
        MergedCell(top + 1, bottom, left + 1, right)
        for top, bottom, left, right in sheet.merged_cells
    ]
    merged = MergedRows(spans)
    hidden_rows, hidden_columns = _hidden_rows(sheet), _hidden_columns(sheet)
    notes = {place: one_line(note.text) for place, note in sheet.cell_note_map.items()}
    for index in range(sheet.nrows):
        texts = [_text(book, cell) for cell in sheet.row(index)]
        wide = merged.told(index + 1, texts)
        for column, text in enumerate(texts):
            note = notes.get((index, column))
            if note:
                texts[column] = f"{text} (note: {note})".strip()
        if index + 1 not in hidden_rows:
            yield visible_row(index + 1, texts, wide, hidden_columns)


def _hidden_rows(sheet: xlrd.sheet.Sheet) -> set[int]:
    """Return the numbers of hidden rows that hold something, counted from 1."""
    rows = sheet.rowinfo_map.items()
    return {row + 1 for row, info in rows if info.hidden and row < sheet.nrows}


def _hidden_columns(sheet: xlrd.sheet.Sheet) -> set[int]:
    columns = sheet.colinfo_map.items()
    return {column + 1 for column, info in columns if info.hidden and column < sheet.ncols}


def _text(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_DATE:
            return _date(book, cell)
        case xlrd.XL_CELL_BOOLEAN:
            return shown(bool(cell.value))
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, ""))
        case xlrd.XL_CELL_NUMBER:
            return shown(cell.value, _format(book, cell))
        case _:
            return shown(cell.value)


def _date(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    code = _format(book, cell)
    try:
        if is_elapsed(code):
            return shown(timedelta(days=cell.value), code)
        moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
    except (ValueError, OverflowError):
        return shown(cell.value)
    return shown(moment.time() if 0 <= cell.value < 1 else moment, code)


def _format(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    style = book.xf_list[cell.xf_index].format_key if cell.xf_index is not None else 0
    return str(getattr(book.format_map.get(style), "format_str", ""))
