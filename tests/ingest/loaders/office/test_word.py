from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.loaders.office.word import load_docx
from knowledge.domain.documents import Block, BlockKind, Section
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


def policy(path: Path) -> Path:
    word = docx.Document()
    word.add_heading("Refunds", level=0)
    word.add_paragraph("Money goes back.")
    word.add_heading("Times", level=1)
    table = word.add_table(rows=0, cols=2)
    for cells in (("Paid by", "Days"), ("Card", "10"), ("Check", "21")):
        row = table.add_row().cells
        row[0].text, row[1].text = cells
    word.add_paragraph("Ask", style="List Bullet")
    word.add_paragraph("Wait", style="List Bullet")
    word.add_paragraph("The end.")
    word.save(str(path))
    return path


def test_paragraphs_tables_and_lists_come_in_the_order_of_the_body(tmp_path: Path) -> None:
    loaded = load_docx(policy(tmp_path / "a.docx"))

    assert loaded.sections == (
        Section(("Refunds",), (Block("Money goes back."),)),
        Section(
            ("Refunds", "Times"),
            (
                Block("Paid by | Days\nCard | 10\nCheck | 21", BlockKind.TABLE),
                Block("- Ask\n- Wait", BlockKind.LIST),
                Block("The end."),
            ),
        ),
    )
    assert loaded.title == "Refunds"


def test_merged_cells_are_told_in_each_row_and_once_in_a_row(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=3, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Copays"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Gold"
    table.cell(1, 1).text, table.cell(2, 1).text = "$20", "$30"
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert loaded.sections[0].blocks[0].text == "Copays |\nGold | $20\nGold | $30"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"not a zip", "not a valid Word document"), (b"\xd0\xcf\x11\xe0" + bytes(600), "password")],
)
def test_a_file_that_is_no_docx_is_refused_with_its_reason(
    write: Write, data: bytes, reason: str
) -> None:
    path = write("a.docx", data)

    with pytest.raises(DocumentUnreadable, match=reason):
        load_docx(path)


def test_another_zip_under_the_suffix_docx_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(DocumentUnreadable, match="not a valid Word document"):
        load_docx(tmp_path / "a.docx")


def test_a_text_box_is_read_once_and_a_header_not_at_all(tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Running head"
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed words.</w:t></w:r></w:p></w:txbxContent>"
    spaces = (
        nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    word.add_paragraph("Beside a box.")._p.append(
        parse_xml(
            f"<w:r {spaces}><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert [block.text for block in loaded.sections[0].blocks] == ["Beside a box.", "Boxed words."]


def put(word: WordFile, text: str, properties: str = "", **within: str) -> None:
    word.element.body.insert(
        len(word.element.body) - 1,
        parse_xml(
            f"<w:p {nsdecls('w', 'r')}><w:pPr>{properties}</w:pPr>"
            f"{within.get('run') or f'<w:r><w:t>{text}</w:t></w:r>'}</w:p>"
        ),
    )


def lines(word: WordFile, path: Path) -> list[str]:
    word.save(str(path))
    return [
        line
        for section in load_docx(path).sections
        for block in section.blocks
        for line in block.text.split("\n")
    ]


def test_a_box_in_a_cell_and_a_table_in_a_box_are_read_once(tmp_path: Path) -> None:
    def box(inside: str) -> str:
        return f"<w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r>"

    word = docx.Document()
    cells = word.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text = "Ambulance"
    nested = box("<w:p><w:r><w:t>waived</w:t></w:r></w:p>")
    inner = f"<w:p><w:r><w:t>$75</w:t></w:r>{nested}</w:p>"
    cells[1]._tc.append(parse_xml(f"<w:p {nsdecls('w')}>{box(inner)}</w:p>"))
    row = "".join(f"<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for t in ("Urgent", "$35"))
    put(word, "", run=box(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"))

    assert lines(word, tmp_path / "a.docx") == ["Ambulance | $75; waived", "Urgent | $35"]


def texts(word: WordFile, path: Path) -> list[tuple[tuple[str, ...], list[str]]]:
    word.save(str(path))
    return [(s.headings, [b.text for b in s.blocks]) for s in load_docx(path).sections]


def test_two_header_rows_are_joined_and_groups_are_told_in_their_rows(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=4, cols=3)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "In network"
    table.cell(2, 0).merge(table.cell(2, 2)).text = "INPATIENT"
    table.cell(0, 0).text, table.cell(1, 1).text, table.cell(1, 2).text = (
        "Service",
        "Copay",
        "Share",
    )
    for column, text in enumerate(("Surgery", "$100", "10%")):
        table.cell(3, column).text = text

    made = texts(word, tmp_path / "a.docx")

    assert made == [
        ((), ["Service | In network, Copay | In network, Share\nINPATIENT: Surgery | $100 | 10%"])
    ]


def test_a_table_of_one_cell_is_read_like_the_page_that_it_holds(tmp_path: Path) -> None:
    word = docx.Document()
    cell = word.add_table(rows=1, cols=1).cell(0, 0)
    cell.paragraphs[0].style = word.styles["Heading 1"]
    cell.paragraphs[0].text = "Sick leave"
    cell.add_paragraph("Ten days a year.")
    inner = cell.add_table(rows=2, cols=2)
    for position, text in enumerate(("Service", "Weeks", "One year", "4")):
        inner.cell(position // 2, position % 2).text = text

    made = texts(word, tmp_path / "a.docx")

    assert made == [(("Sick leave",), ["Ten days a year.", "Service | Weeks\nOne year | 4"])]


def test_columns_that_hold_headings_are_read_one_after_the_other(tmp_path: Path) -> None:
    word = docx.Document()
    row = word.add_table(rows=1, cols=2).rows[0]
    for cell, name in zip(row.cells, ("Sick leave", "Holidays"), strict=True):
        cell.paragraphs[0].style = word.styles["Heading 2"]
        cell.paragraphs[0].text = name
        cell.add_paragraph(f"All about {name.lower()}.")

    made = texts(word, tmp_path / "a.docx")

    assert made == [
        (("Sick leave",), ["All about sick leave."]),
        (("Holidays",), ["All about holidays."]),
    ]


def test_a_table_in_a_cell_of_a_table_of_data_is_told_in_its_cell(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=2, cols=2)
    for position, text in enumerate(("Plan", "Fees", "Gold", "")):
        table.cell(position // 2, position % 2).text = text
    inner = table.cell(1, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Visit", "$5"
    word.save(str(tmp_path / "a.docx"))

    block = load_docx(tmp_path / "a.docx").sections[0].blocks[0]

    assert (block.text, block.kind) == ("Plan | Fees\nGold | Visit, $5", BlockKind.TABLE)
