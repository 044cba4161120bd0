"""Loads Excel workbooks (.xlsx, .xlsm): stored values, sheet by sheet, as groups of rows."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from ingest.loaders.cell_values import shown
from ingest.loaders.loaded import Loaded
from ingest.loaders.office_package import damaged, refuse_unfit
from ingest.loaders.outline import Outline, one_line
from ingest.loaders.row_groups import add_rows
from ingest.loaders.table_rows import GridRow

_KIND = "Excel workbook"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEETS = "xl/worksheets/"
_MOST_NAMED = 5


def load_workbook(path: Path) -> Loaded:
    """Read a workbook's visible sheets; a formula counts by the value stored with it.

    Raises:
        DocumentUnreadable: it needs a password, is damaged or unpacks to an absurd size.
    """
    refuse_unfit(path, kind=_KIND, save_as=".xlsx")
    try:
        outline, title, hidden = _read(path)
    except (InvalidFileException, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise damaged(_KIND) from error
    found = []
    if hidden:
        found.append(f"Hidden sheets left out: {', '.join(hidden)}.")
    empty = _formulas_without_value(path)
    if empty:
        more = f" and {len(empty) - _MOST_NAMED} more" if len(empty) > _MOST_NAMED else ""
        found.append(
            f"Formulas without a stored value, read as empty: {', '.join(empty[:_MOST_NAMED])}"
            f"{more}. Open the workbook in Excel, let it calculate, and save it."
        )
    return Loaded(sections=outline.told_sections(), title=title, warnings=tuple(found))


def _read(path: Path) -> tuple[Outline, str, list[str]]:
    outline, hidden = Outline(), []
    with warnings.catch_warnings():
        # Told to programmers: that drop-down lists and the like would be lost on saving.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        with closing(book):
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    hidden.append(sheet.title)
                    continue
                # Programs write a wrong extent; reading on to the real end costs nothing.
                sheet.reset_dimensions()
                outline.heading(1, sheet.title)
                add_rows(outline, _rows(sheet.iter_rows()), where=f"sheet {sheet.title}")
            title = one_line(book.properties.title or "")
    return outline, title, hidden


def _rows(rows: Iterator[tuple[object, ...]]) -> Iterator[GridRow]:
    for number, cells in enumerate(rows, start=1):
        texts = [
            shown(getattr(cell, "value", None), getattr(cell, "number_format", "General"))
            for cell in cells
        ]
        yield GridRow(number, tuple(texts))


def _formulas_without_value(path: Path) -> list[str]:
    """Return the cells, sheet file by sheet file, whose formula was never calculated."""
    empty: list[str] = []
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.startswith(_SHEETS) and n.endswith(".xml")]
        for name in names:
            with archive.open(name) as part:
                for _, cell in etree.iterparse(part, tag=f"{_MAIN}c", resolve_entities=False):
                    # A text that was worked out to be empty is a value too.
                    is_formula = cell.find(f"{_MAIN}f") is not None and cell.get("t") != "str"
                    if is_formula and not cell.findtext(f"{_MAIN}v"):
                        empty.append(str(cell.get("r") or "?"))
                    cell.clear()
    return empty
