"""Word documents are read as what they hold, whatever their names say."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ingest.loaders.office.content import load_spreadsheet, load_word
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


@pytest.mark.parametrize("suffix", [".doc", ".docx"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (rb"{\rtf1\ansi The fee is 79 dollars.\par}", "Rich Text"),
        (b"<html xmlns:w='urn:x'><body><p>The fee is 79 dollars.</p></body></html>", "an HTML"),
    ],
)
def test_rich_text_and_pages_under_words_names_are_read(
    tmp_path: Path, suffix: str, content: bytes, kind: str
) -> None:
    path = tmp_path / f"fees{suffix}"
    path.write_bytes(content)

    loaded = load_word(path)

    texts = [block.text.strip() for section in loaded.sections for block in section.blocks]
    assert texts == ["The fee is 79 dollars."]
    assert kind in loaded.warnings[-1]


@pytest.mark.parametrize("name", ["a.doc", "a.docx"])
def test_other_files_are_refused_as_before(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00\x01 no document")

    with pytest.raises(DocumentUnreadable):
        load_word(tmp_path / name)


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
