from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ingest.loaders.office.workbook import load_workbook
from knowledge.domain.documents import Block, BlockKind, Section
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


def rates(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rates"
    for row in (("Plan", "Copay", "From"), ("Gold", 25, date(2026, 1, 1)), ("Silver", 0.4, None)):
        sheet.append(row)
    sheet["B2"].number_format = "$#,##0.00"
    sheet["B3"].number_format = "0%"
    notes = book.create_sheet("Notes")
    notes.append(("Ask the desk.",))
    secret = book.create_sheet("Lists")
    secret.append(("internal", "only"))
    secret.sheet_state = "hidden"
    book.create_sheet("Empty")
    book.properties.title = "Rates of 2026"
    book.save(path)
    return path


def test_each_visible_sheet_is_a_section_with_values_as_they_are_shown(tmp_path: Path) -> None:
    loaded = load_workbook(rates(tmp_path / "a.xlsx"))

    table = "Plan | Copay | From\nGold | $25.00 | 2026-01-01\nSilver | 40% |"
    assert loaded.sections == (
        Section(("Rates",), (Block(table, BlockKind.TABLE, place="sheet Rates, rows 2-3"),)),
        Section(("Notes",), (Block("Ask the desk.", place="sheet Notes, row 1"),)),
    )
    assert (loaded.title, loaded.warnings) == ("Rates of 2026", ("Hidden sheets left out: Lists.",))


def test_a_formula_that_was_never_calculated_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Month", "Fee"))
    sheet.append(("January", "=10+20"))
    book.save(tmp_path / "a.xlsx")

    loaded = load_workbook(tmp_path / "a.xlsx")

    assert loaded.warnings == (
        "Formulas without a stored value, read as empty: B2. Open the workbook in Excel, let it "
        "calculate, and save it.",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"no workbook", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
    ],
)
def test_a_file_that_is_no_open_workbook_is_refused(
    write: Write, content: bytes, reason: str
) -> None:
    with pytest.raises(DocumentUnreadable, match=reason):
        load_workbook(write("a.xlsx", content))


def test_a_zip_that_holds_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")

    with pytest.raises(DocumentUnreadable, match="damaged"):
        load_workbook(tmp_path / "a.xlsx")
