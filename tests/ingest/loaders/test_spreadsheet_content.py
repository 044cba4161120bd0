from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ingest.loaders.spreadsheet_content import load_spreadsheet
from knowledge.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write

HTML = "<html><body><table><tr><th>Plan</th><th>Limit</th></tr><tr><td>Plus</td><td>2</td></tr>"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (HTML, "an HTML page"),
        ("Plan\tLimit\nPlus\t2\n", "plain text with separators"),
        ("Plan;Limit\r\nPlus;2\r\n", "plain text with separators"),
    ],
)
def test_a_file_named_xls_is_read_as_what_it_is_and_that_is_told(
    write: Write, content: str, kind: str
) -> None:
    loaded = load_spreadsheet(write("a.xls", content))

    assert loaded.sections[0].blocks[0].text == "Plan | Limit\nPlus | 2"
    assert kind in loaded.warnings[-1]


def test_unicode_text_of_excel_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes("Plan\tLimit\nPlus\t2\n".encode("utf-16"))

    assert "Plus | 2" in load_spreadsheet(tmp_path / "a.xls").sections[0].blocks[0].text


def test_a_new_workbook_under_the_old_suffix_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Fees", 0)
    sheet.append(["Plan", "Limit"])
    sheet.append(["Plus", 2])
    book.save(str(tmp_path / "a.xlsx"))
    (tmp_path / "a.xlsx").rename(tmp_path / "a.xls")

    loaded = load_spreadsheet(tmp_path / "a.xls")

    assert loaded.sections[0].blocks[0].text == "Plan | Limit\nPlus | 2"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "2003",
        ),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n", "MHTML"),
        ("This is a letter.\nIt holds no table,\nonly some words.\n", "damaged"),
        ("", "empty"),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_name(
    write: Write, content: str, reason: str
) -> None:
    with pytest.raises(DocumentUnreadable, match=reason):
        load_spreadsheet(write("a.xls", content))
