from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from ingest.loaders.content.outline import Loaded
from ingest.loaders.office.workbook import load_workbook


def new_sheet() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def loaded(book: openpyxl.Workbook, folder: Path) -> Loaded:
    book.save(str(folder / "a.xlsx"))
    return load_workbook(folder / "a.xlsx")


def texts(book: openpyxl.Workbook, folder: Path) -> list[str]:
    return [block.text for section in loaded(book, folder).sections for block in section.blocks]


def test_a_cell_over_rows_is_told_in_each_and_one_over_columns_names_them(tmp_path: Path) -> None:
    book, sheet = new_sheet()
    sheet.append(["Plan", "Monthly", None])
    sheet.append([None, "Single", "Couple"])
    sheet.append(["Silver", 310, 620])
    sheet.append([None, 320, 640])
    for place in ("A1:A2", "B1:C1", "A3:A4"):
        sheet.merge_cells(place)

    assert texts(book, tmp_path) == [
        "Plan | Monthly, Single | Monthly, Couple\nSilver | 310 | 620\nSilver | 320 | 640"
    ]


def test_hidden_rows_and_columns_are_left_out_and_told(tmp_path: Path) -> None:
    book, sheet = new_sheet()
    sheet.title = "Fees"
    for row in (["Plan", "Cost", "Fee"], ["Old", "1", "5"], ["Gold", "2", "9"]):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["F"].hidden = True

    made = loaded(book, tmp_path)

    assert made.sections[0].blocks[0].text == "Plan | Fee\nGold | 9"
    assert made.warnings == ("Hidden rows or columns left out: sheet Fees (1 row and 1 column).",)


def test_a_note_stands_beside_its_cell_without_its_author(tmp_path: Path) -> None:
    book, sheet = new_sheet()
    sheet.append(["Service", "Copay"])
    sheet.append(["Specialist", 40])
    sheet["B2"].comment = Comment("Ann:\nWaived with a referral.", "Ann")

    assert texts(book, tmp_path) == [
        "Service | Copay\nSpecialist | 40 (note: Waived with a referral.)"
    ]


def test_raised_marks_in_a_cell_stand_apart_and_struck_text_is_left_out(tmp_path: Path) -> None:
    book, sheet = new_sheet()
    raised, struck = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
    sheet.append(["Plan", "Limit", "Fee"])
    sheet.append(["Gold", "", ""])
    sheet["B2"] = CellRichText("$500", TextBlock(raised, "1"))
    sheet["C2"] = CellRichText(TextBlock(struck, "$20 "), "$25")
    sheet.append(["Old", "$1", "$2"])
    for cell in sheet[3]:
        cell.font = Font(strike=True)

    assert texts(book, tmp_path) == ["Plan | Limit | Fee\nGold | $500 [1] | $25"]
