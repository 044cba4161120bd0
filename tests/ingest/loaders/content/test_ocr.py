from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.loaders.content.ocr import load_image
from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.pdf.pages import load_pdf
from knowledge.domain.errors import DocumentUnreadable

NEEDS_TESSERACT = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed"
)
OCR = LoadingOptions(ocr=True)


def scan(path: Path, text: str = "The copay for an office visit is $25.") -> Path:
    picture = Image.new("L", (1240, 400), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((60, 150), text, fill=0, font=ImageFont.load_default(size=48))
    picture.save(path, resolution=150)
    return path


def test_a_scan_is_refused_with_the_advice_to_use_ocr(tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match=r"needs OCR.*CITEWELL_OCR=on"):
        load_pdf(scan(tmp_path / "a.pdf"))


@NEEDS_TESSERACT
def test_a_scanned_page_is_read_where_ocr_is_asked_for_and_says_so(tmp_path: Path) -> None:
    loaded = load_pdf(scan(tmp_path / "a.pdf"), options=OCR)

    blocks = [block for section in loaded.sections for block in section.blocks]
    assert [(block.text, block.page, block.place) for block in blocks] == [
        ("The copay for an office visit is $25.", 1, "read by OCR")
    ]
    assert loaded.warnings == ("Pages read by OCR, whose words may be wrong: 1.",)


@NEEDS_TESSERACT
def test_an_image_is_read_too(tmp_path: Path) -> None:
    loaded = load_image(scan(tmp_path / "a.png"), options=OCR)

    assert [block.text for block in loaded.sections[0].blocks] == [
        "The copay for an office visit is $25."
    ]


@NEEDS_TESSERACT
def test_a_picture_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match="no words"):
        load_image(scan(tmp_path / "a.png", text=""), options=OCR)


@NEEDS_TESSERACT
def test_a_language_that_is_not_installed_is_named(tmp_path: Path) -> None:
    options = LoadingOptions(ocr=True, ocr_language="xyz")

    with pytest.raises(DocumentUnreadable, match="'xyz'"):
        load_image(scan(tmp_path / "a.png"), options=options)


@NEEDS_TESSERACT
def test_a_page_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    options = LoadingOptions(ocr=True, ocr_page_seconds=0.001)

    with pytest.raises(DocumentUnreadable, match=r"longer than 0\.001 seconds"):
        load_pdf(scan(tmp_path / "a.pdf"), options=options)


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DocumentUnreadable, match="tesseract is not installed"):
        load_pdf(scan(tmp_path / "a.pdf"), options=OCR)
