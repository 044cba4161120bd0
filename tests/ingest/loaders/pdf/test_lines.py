"""The characters of a PDF's page as lines, without what nobody sees."""

from __future__ import annotations

from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TextMode

from ingest.loaders.pdf.pages import load_pdf


def test_invisible_and_tiny_text_is_left_out(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.cell(text="Fees are due in May.", new_x="LMARGIN", new_y="NEXT")
    pdf.text_mode = TextMode.INVISIBLE
    pdf.cell(text="An unseen trap.", new_x="LMARGIN", new_y="NEXT")
    pdf.text_mode = TextMode.FILL
    pdf.set_font("helvetica", size=1)
    pdf.cell(text="A tiny trap.")
    pdf.output(str(tmp_path / "a.pdf"))

    loaded = load_pdf(tmp_path / "a.pdf")

    assert [b.text for s in loaded.sections for b in s.blocks] == ["Fees are due in May."]
