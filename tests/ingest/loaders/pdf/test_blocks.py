"""Paragraphs and table rows made of a PDF's lines."""

from __future__ import annotations

from pathlib import Path

from fpdf import FPDF

from ingest.loaders.pdf.pages import load_pdf
from knowledge.domain.documents import Block, BlockKind
from tests.ingest.loaders.pdf.test_pages import handbook


def test_lines_are_joined_to_paragraphs_without_heads_feet_and_page_numbers(tmp_path: Path) -> None:
    loaded = load_pdf(handbook(tmp_path / "h.pdf"))

    sentence = "On page 1 the premium is due on the first day of each month."
    assert loaded.sections[0].blocks == (Block(" ".join([sentence] * 3), page=1),)


def test_a_table_row_stays_whole_when_its_cell_is_wrapped(tmp_path: Path) -> None:
    loaded = load_pdf(handbook(tmp_path / "h.pdf"))

    remark = ("not due for preventive visits that are recommended " * 2).strip()
    assert loaded.sections[2].blocks[1] == Block(
        f"Service | Fee | Remark\nOffice visit | $20 | {remark}\nUrgent care | $75 | none",
        BlockKind.TABLE,
        page=3,
    )


def test_a_word_hyphenated_at_a_lines_end_is_mended(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    pdf.text(20, 40, "The plan pays for physio-")
    pdf.text(20, 45, "therapy after an operation.")
    pdf.output(str(tmp_path / "h.pdf"))

    loaded = load_pdf(tmp_path / "h.pdf")

    assert loaded.sections[0].blocks[0].text == (
        "The plan pays for physiotherapy after an operation."
    )
