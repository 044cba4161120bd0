from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ingest.loaders.office.word import load_docx
from ingest.loaders.office.workbook import load_workbook

STRICT = b"http://purl.oclc.org/ooxml/"


def changed(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, change(name, data))
    return path


def made_strict(_name: str, data: bytes) -> bytes:
    for family in (b"spreadsheetml", b"wordprocessingml", b"drawingml", b"officeDocument"):
        usual = b"http://schemas.openxmlformats.org/" + family + b"/2006/"
        data = data.replace(usual, STRICT + family + b"/")
    return data


def rates(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (["Plan", "Limit"], ["Basic", 123]):
        sheet.append(row)
    sheet["B2"].number_format = "00000"
    book.save(str(path))
    return path


def words(path: Path) -> str:
    return load_workbook(path).sections[0].blocks[0].text


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", b"<patternFill />", b""),
        ("xl/styles.xml", b"<patternFill/>", b""),
        ("xl/styles.xml", b"<fonts", b'<fonts bad="1"><font><sz val="x"/></font></fonts><fonts'),
        ("docProps/core.xml", b"<dcterms:created", b"<dcterms:created>never</dcterms:created><x"),
        ("xl/workbook.xml", b"<sheets>", b"<definedNames><definedName/></definedNames><sheets>"),
    ],
)
def test_a_workbook_with_odd_parts_beside_its_values_is_read(
    tmp_path: Path, part: str, old: bytes, new: bytes
) -> None:
    path = changed(
        rates(tmp_path / "a.xlsx"),
        lambda name, data: data.replace(old, new) if name == part else data,
    )

    assert words(path) == "Plan | Limit\nBasic | 00123"


def test_a_strict_workbook_is_read_like_a_usual_one(tmp_path: Path) -> None:
    assert words(changed(rates(tmp_path / "a.xlsx"), made_strict)) == "Plan | Limit\nBasic | 00123"


def test_a_strict_word_document_is_read_like_a_usual_one(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Remote work", level=1)
    word.add_paragraph("It is allowed.")
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(changed(tmp_path / "a.docx", made_strict))

    assert [(s.headings, s.blocks[0].text) for s in loaded.sections] == [
        (("Remote work",), "It is allowed.")
    ]
