"""Loads Excel workbooks (.xlsx, .xlsm): stored values, sheet by sheet, as groups of rows."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import openpyxl
from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from ingest.loaders.content.outline import Loaded, Outline, one_line
from ingest.loaders.office.cells import shown
from ingest.loaders.office.package import (
    Package,
    damaged,
    refuse_unfit,
    transitional,
    with_plain_styles,
)
from ingest.loaders.office.sheet_layout import (
    MergedRows,
    SheetLayout,
    joined_runs,
    read_layouts,
    visible_row,
)
from ingest.loaders.tables.blocks import add_rows
from ingest.loaders.tables.rows import GridRow

_KIND = "Excel workbook"
_MOST_NAMED = 5
_ODD = (TypeError, ValueError, AttributeError, IndexError, KeyError, etree.XMLSyntaxError)
"""What openpyxl raises over parts that Excel reads past: styles, names, properties."""


def load_workbook(path: Path) -> Loaded:
    """Read a workbook's visible cells; a formula counts by the value stored with it.

    Raises:
        DocumentUnreadable: it needs a password, is damaged or unpacks to an absurd size.
    """
    refuse_unfit(path, kind=_KIND, save_as=".xlsx")
    try:
        package = transitional(path)
        # openpyxl would judge a path by its suffix.
        with path.open("rb") as file, closing(_opened(package, file)) as book:
            reader = _SheetReader(book, read_layouts(package))
            reader.read()
    except (InvalidFileException, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise damaged(_KIND) from error
    return Loaded(
        sections=reader.outline.told_sections(),
        title=one_line(book.properties.title or ""),
        warnings=tuple(reader.warnings()),
    )


def _opened(package: Package, file: IO[bytes]) -> Workbook:
    with warnings.catch_warnings():
        # Told to programmers: that drop-down lists and the like would be lost on saving.
        warnings.simplefilter("ignore")
        try:
            return _open(file if isinstance(package, Path) else package)
        except _ODD:
            return _open(with_plain_styles(package))


def _open(package: IO[bytes]) -> Workbook:
    return openpyxl.load_workbook(
        package, read_only=True, data_only=True, keep_links=False, rich_text=True
    )


@dataclass(slots=True)
class _SheetReader:
    """Reads one workbook's sheets into an outline and collects what it leaves out."""

    book: Workbook
    layouts: Mapping[str, SheetLayout]
    outline: Outline = field(default_factory=Outline)
    hidden_sheets: list[str] = field(default_factory=list)
    hidden_cells: list[str] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    struck: dict[int, bool] = field(default_factory=dict)

    def read(self) -> None:
        """Fill the outline."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for sheet in self.book.worksheets:
                if sheet.sheet_state != "visible":
                    self.hidden_sheets.append(sheet.title)
                    continue
                # Programs write a wrong extent; reading on to the real end costs nothing.
                sheet.reset_dimensions()
                part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
                layout = self.layouts.get(part, SheetLayout())
                self.outline.heading(1, sheet.title)
                rows = self._rows(sheet.title, sheet.iter_rows(), layout)
                add_rows(self.outline, rows, where=f"sheet {sheet.title}")
                self.uncalculated += layout.uncalculated

    def warnings(self) -> Iterator[str]:
        """Yield what the reader of a report should know."""
        if self.hidden_sheets:
            yield f"Hidden sheets left out: {', '.join(self.hidden_sheets)}."
        if self.hidden_cells:
            yield f"Hidden rows or columns left out: {_listed(self.hidden_cells)}."
        if self.uncalculated:
            yield (
                f"Formulas without a stored value, read as empty: {_listed(self.uncalculated)}. "
                "Open the workbook in Excel, let it calculate, and save it."
            )

    def _rows(
        self, title: str, rows: Iterator[tuple[object, ...]], layout: SheetLayout
    ) -> Iterator[GridRow]:
        merged = MergedRows(layout.merged)
        unseen_rows, unseen_columns = 0, set[int]()
        for number, cells in enumerate(rows, start=1):
            texts = [self._text(cell) for cell in cells]
            if layout.texts:
                texts = [layout.texts.get((number, c), text) for c, text in enumerate(texts, 1)]
            wide = merged.told(number, texts)
            for column, text in enumerate(texts, start=1):
                note = layout.notes.get((number, column))
                if note:
                    texts[column - 1] = f"{text} (note: {note})".strip()
            unseen_columns |= {c for c, text in enumerate(texts, 1) if text} & layout.hidden_columns
            if number in layout.hidden_rows:
                unseen_rows += any(texts)
                continue
            yield visible_row(number, texts, wide, layout.hidden_columns)
        self._tell_hidden(title, unseen_rows, len(unseen_columns))

    def _text(self, cell: object) -> str:
        value = getattr(cell, "value", None)
        if value is None or self._is_struck(cell):
            return ""
        if isinstance(value, CellRichText):
            return one_line(_rich(value))
        return shown(value, getattr(cell, "number_format", "General"))

    def _is_struck(self, cell: object) -> bool:
        """Tell a cell that is struck out as a whole; there are few styles and many cells."""
        style = getattr(cell, "_style_id", 0)
        if style not in self.struck:
            self.struck[style] = bool(getattr(getattr(cell, "font", None), "strike", False))
        return self.struck[style]

    def _tell_hidden(self, title: str, rows: int, columns: int) -> None:
        counts = ((rows, "row"), (columns, "column"))
        told = [f"{count} {name}{'s' if count > 1 else ''}" for count, name in counts if count]
        if told:
            self.hidden_cells.append(f"sheet {title} ({' and '.join(told)})")


def _rich(value: CellRichText) -> str:
    return joined_runs(
        (part.text, part.font.vertAlign == "superscript", bool(part.font.strike))
        if isinstance(part, TextBlock)
        else (str(part), False, False)
        for part in value
    )


def _listed(places: list[str]) -> str:
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return f"{', '.join(places[:_MOST_NAMED])}{more}"
