from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from ingest.loaders.pdf.pages import load_pdf
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


class Handbook(FPDF):
    def header(self) -> None:
        self.set_font("helvetica", size=8)
        self.text(20, 10, "Member Handbook 2026")

    def footer(self) -> None:
        self.set_font("helvetica", size=8)
        self.text(100, 290, f"Page {self.page_no()} of 3")


def handbook(path: Path) -> Path:
    """Write three pages: a heading with a bookmark, prose, a table with a wrapped cell."""
    pdf = Handbook()
    pdf.set_title("Member Handbook")
    for number in range(1, 4):
        pdf.add_page()
        pdf.set_y(30)
        pdf.start_section(f"Chapter {number}")
        pdf.set_font("helvetica", "B", 16)
        pdf.multi_cell(0, 8, f"Chapter {number}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", size=10)
        sentence = f"On page {number} the premium is due on the first day of each month. "
        pdf.multi_cell(0, 5, sentence * 3, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(5)
    with pdf.table(col_widths=(30, 20, 60), line_height=5, padding=1) as table:
        table.row(("Service", "Fee", "Remark"))
        table.row(
            ("Office visit", "$20", "not due for preventive visits that are recommended " * 2)
        )
        table.row(("Urgent care", "$75", "none"))
    pdf.output(str(path))
    return path


def test_each_page_keeps_its_number_and_its_heading(tmp_path: Path) -> None:
    loaded = load_pdf(handbook(tmp_path / "h.pdf"))

    told = [(section.headings, section.blocks[0].page) for section in loaded.sections]
    assert told == [(("Chapter 1",), 1), (("Chapter 2",), 2), (("Chapter 3",), 3)]
    assert (loaded.title, loaded.pages) == ("Member Handbook", 3)


def test_a_pdf_with_a_password_is_refused_with_that_reason(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_encryption(owner_password="owner", user_password="user")
    pdf.output(str(tmp_path / "locked.pdf"))

    with pytest.raises(DocumentUnreadable, match="protected by a password"):
        load_pdf(tmp_path / "locked.pdf")


def test_a_pdf_of_images_says_that_it_needs_ocr(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.image(_one_pixel(tmp_path), w=100)
    pdf.output(str(tmp_path / "scan.pdf"))

    with pytest.raises(DocumentUnreadable, match="needs OCR"):
        load_pdf(tmp_path / "scan.pdf")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"%PDF-1.7 and then nothing", "damaged"), (b"hello", "damaged")],
)
def test_a_broken_pdf_is_refused_with_its_reason(write: Write, data: bytes, reason: str) -> None:
    path = write("broken.pdf", data)

    with pytest.raises(DocumentUnreadable, match=reason):
        load_pdf(path)


def _one_pixel(folder: Path) -> str:
    # The smallest PNG: one black pixel.
    data = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    path = folder / "pixel.png"
    path.write_bytes(data)
    return str(path)


def test_a_scan_under_a_fax_machines_line_is_named_as_needing_ocr(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    pdf.add_page()
    pdf.set_y(40)
    pdf.multi_cell(0, 6, "The cover letter has text in the middle of its page.")
    pdf.add_page()
    pdf.image(Image.new("L", (60, 80), 255), x=0, y=0, w=210, h=297)
    pdf.text(20, 8, "FAX 555-0100 11/02/2026 10:15 Northfield HR Page 2 of 2")
    pdf.output(str(tmp_path / "fax.pdf"))

    loaded = load_pdf(tmp_path / "fax.pdf")

    assert loaded.warnings == ("Pages without readable text that need OCR: 2.",)


def test_a_picture_behind_the_words_of_a_page_makes_no_scan_of_it(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.set_font("helvetica", size=30)
    pdf.add_page()
    pdf.image(Image.new("L", (60, 80), 200), x=0, y=0, w=210, h=297)
    pdf.text(20, 120, "Benefits of the year 2026")
    pdf.output(str(tmp_path / "cover.pdf"))

    assert load_pdf(tmp_path / "cover.pdf").warnings == ()


def test_letters_that_a_font_does_not_name_need_ocr() -> None:
    with pytest.raises(DocumentUnreadable, match="fonts that do not name their letters"):
        load_pdf(Path(__file__).parent / "nameless_letters.pdf")
