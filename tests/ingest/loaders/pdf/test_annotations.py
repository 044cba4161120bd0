from __future__ import annotations

from pathlib import Path

from fpdf import FPDF

from ingest.loaders.pdf.pages import load_pdf
from ingest.loaders.registry import PLAIN


def page_of(text: str) -> FPDF:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.set_y(30)
    pdf.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
    return pdf


def test_a_box_of_text_on_a_page_is_read_where_it_stands(tmp_path: Path) -> None:
    pdf = page_of("Refunds are paid within ten days.")
    pdf.free_text_annotation("Refunds above $500 need two signatures.", x=20, y=60, w=90, h=12)
    pdf.output(str(tmp_path / "a.pdf"))

    loaded = load_pdf(tmp_path / "a.pdf")

    told = " ".join(block.text for block in loaded.sections[0].blocks)
    assert told == "Refunds are paid within ten days. Refunds above $500 need two signatures."
    assert loaded.warnings == ()


def test_a_note_that_shows_on_a_click_is_told_with_its_page(tmp_path: Path) -> None:
    pdf = page_of("Refunds are paid within ten days.")
    pdf.text_annotation(x=20, y=60, text="Is that still so?")
    pdf.output(str(tmp_path / "a.pdf"))

    loaded = load_pdf(tmp_path / "a.pdf")

    assert loaded.warnings == ("Notes and comments on pages, which are left out: 1.",)


def test_an_embedded_file_is_read_by_its_own_loader_or_named(tmp_path: Path) -> None:
    pdf = page_of("Fees are in the file that lies inside.")
    pdf.embed_file(basename="fees.csv", bytes=b"Plan;Fee\nBasic;$5\n")
    pdf.embed_file(basename="tool.exe", bytes=b"MZ")
    pdf.output(str(tmp_path / "a.pdf"))

    loaded = load_pdf(tmp_path / "a.pdf", loaders=PLAIN)

    assert loaded.sections[-1].headings == ("fees.csv",)
    assert loaded.sections[-1].blocks[0].text == "Plan | Fee\nBasic | $5"
    assert [warning for warning in loaded.warnings if "tool.exe" in warning]
