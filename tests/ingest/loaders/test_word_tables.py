from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document as WordFile

from ingest.loaders.word_document import load_docx
from knowledge.documents import BlockKind


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
