"""Loads a PDF page by page: text with page numbers, headings, tables as far as they show."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.loaders.loaded import Loaded
from ingest.loaders.outline import Outline
from ingest.loaders.pdf_blocks import add_page
from ingest.loaders.pdf_form_lines import with_fields
from ingest.loaders.pdf_forms import read_fields
from ingest.loaders.pdf_furniture import without_furniture
from ingest.loaders.pdf_headings import Bookmark, Headings
from ingest.loaders.pdf_lines import Line, PageReader
from ingest.loaders.pdf_rows import page_rows
from ingest.loaders.scanned_text import OCR_PLACE, read_page, refuse_without_tesseract
from ingest.reading_options import ReadingOptions
from knowledge.errors import DocumentUnreadable

_MOST_PAGES = 10_000
_SCAN_CHARS = 20
"""A page with an image and fewer letters than this is taken for a scan."""
_MOST_LISTED = 20
_SECONDS_FOR_TABLES = 60.0
"""Of the time that a file may take; pages after that are read without their rulings."""
_SECONDS_FOR_OCR = 3000.0
_USUAL = ReadingOptions()
_LARGER = 1.2
_LONGEST_TITLE = 200
_WORD = re.compile(r"\w{2}")
_NO_TITLE = re.compile(
    r"^(?:untitled|\(?anonymous\)?|\(?unspecified\)?|title|document\d*|slide 1|"
    r"microsoft (?:word|powerpoint|excel).*|"
    r".*\.(?:docx?|pdf|indd|pptx?|xlsx?|rtf|tex|dvi|qxd|fm|ps|html?))$",
    re.I,
)


def load_pdf(path: Path, *, options: ReadingOptions = _USUAL) -> Loaded:
    """Read a PDF; scanned pages too, where OCR is asked for.

    Raises:
        DocumentUnreadable: it needs a password, is damaged, or holds only scanned images.
    """
    with contextlib.closing(_open(path)) as pdf:
        if len(pdf) > _MOST_PAGES:
            raise DocumentUnreadable(
                f"The PDF has {len(pdf):,} pages; at most {_MOST_PAGES:,} are read. Split it."
            )
        pages, scanned, damaged = _read_pages(pdf)
        if scanned and not any(pages) and not options.ocr:
            raise DocumentUnreadable(
                f"The PDF holds no text, only images ({len(scanned)} scanned pages): it needs OCR. "
                "Install tesseract and set CITEWELL_OCR=on, or ingest the result of an OCR program."
            )
        if len(damaged) == len(pdf):
            raise DocumentUnreadable("The PDF is damaged: none of its pages can be read.")
        read = _read_scans(pdf, scanned, options) if options.ocr and scanned else {}
        if scanned and not any(pages) and not any(read.values()):
            raise DocumentUnreadable("The PDF holds only images, and OCR found no words in them.")
        kept = without_furniture(pages)
        outline = _outline(kept, _bookmarks(pdf), read)
        unread = [number for number in scanned if number not in read]
        warnings = _warnings(pdf, unread, damaged, sorted(read))
        return Loaded(
            sections=outline.sections(),
            title=_title(pdf, kept),
            language="",
            pages=len(pdf),
            warnings=warnings,
        )


def _open(path: Path) -> pdfium.PdfDocument:
    if path.stat().st_size == 0:
        raise DocumentUnreadable("The file is empty (0 bytes). Copy it again from its source.")
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise DocumentUnreadable(
                "The PDF is protected by a password. Save a copy without one and ingest that."
            ) from error
        raise DocumentUnreadable(
            "The PDF is damaged or is no PDF: it cannot be opened. Copy or save it anew."
        ) from error
    # A damaged form costs its fields only.
    with contextlib.suppress(pdfium.PdfiumError):
        pdf.init_forms()
    return pdf


def _read_pages(pdf: pdfium.PdfDocument) -> tuple[list[list[Line]], list[int], list[int]]:
    """Return the lines of each page, and which pages are scanned or damaged, counted from 1."""
    pages: list[list[Line]] = []
    scanned: list[int] = []
    damaged: list[int] = []
    until = time.monotonic() + _SECONDS_FOR_TABLES
    for index in range(len(pdf)):
        number = index + 1
        lines: list[Line] = []
        try:
            with contextlib.closing(pdf[index]) as page:
                lines = _page_lines(pdf, page, number, with_tables=time.monotonic() < until)
                if sum(len(line.text) for line in lines) < _SCAN_CHARS and _has_image(page):
                    scanned.append(number)
        except pdfium.PdfiumError:
            damaged.append(number)
        pages.append(lines)
    return pages, scanned, damaged


def _page_lines(
    pdf: pdfium.PdfDocument, page: pdfium.PdfPage, number: int, *, with_tables: bool
) -> list[Line]:
    reader = PageReader(page, number)
    fields = read_fields(pdf, page, reader.turned)
    lines = reader.lines_and_tables(fields) if with_tables else reader.lines()
    frames = [line.frame for line in lines if line.table]
    return with_fields(lines, [f for f in fields if not any(map(f.stands_in, frames))], number)


def _read_scans(
    pdf: pdfium.PdfDocument, scanned: list[int], options: ReadingOptions
) -> dict[int, list[str]]:
    """Return the paragraphs of scanned pages, as many pages as the time allows."""
    refuse_without_tesseract("The PDF")
    until = time.monotonic() + _SECONDS_FOR_OCR
    read: dict[int, list[str]] = {}
    for number in scanned:
        if time.monotonic() > until:
            break
        with contextlib.closing(pdf[number - 1]) as page:
            read[number] = read_page(page, options)
    return read


def _has_image(page: pdfium.PdfPage) -> bool:
    return next(iter(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE])), None) is not None


def _outline(
    pages: list[list[Line]], bookmarks: list[Bookmark], read: Mapping[int, list[str]]
) -> Outline:
    headings = Headings((line for page in pages for line in page), bookmarks)
    outline = Outline()
    for number, lines in enumerate(pages, start=1):
        add_page(outline, page_rows(lines), headings, number)
        for paragraph in read.get(number, ()):
            outline.block(paragraph, page=number, place=OCR_PLACE)
    return outline


def _bookmarks(pdf: pdfium.PdfDocument) -> list[Bookmark]:
    found: list[Bookmark] = []
    for entry in pdf.get_toc():
        destination = entry.get_dest()
        index = destination.get_index() if destination else None
        found.append(Bookmark(entry.get_title(), entry.level, None if index is None else index + 1))
    return found


def _title(pdf: pdfium.PdfDocument, pages: list[list[Line]]) -> str:
    """Return the stated title if it is one, else the largest lines of the first page with text."""
    stated = " ".join(pdf.get_metadata_value("Title").split())
    if stated and not _NO_TITLE.match(stated):
        return stated
    first = next((page for page in pages if page), [])
    usable = [line for line in first if line.upright and not line.table and _WORD.search(line.text)]
    if not usable:
        return ""
    size = max(line.size for line in usable)
    start = next(i for i, line in enumerate(usable) if line.size == size)
    together = list(takewhile(lambda line: abs(line.size - size) < 1, usable[start:]))
    title = " ".join(line.text for line in together)
    stands_out = size > _LARGER * min(line.size for line in usable)
    reads_well = not title[0].islower() and not title.endswith(".") and len(title) <= _LONGEST_TITLE
    return title if stands_out and reads_well else ""


def _warnings(
    pdf: pdfium.PdfDocument, scanned: list[int], damaged: list[int], read: list[int]
) -> tuple[str, ...]:
    warnings: list[str] = []
    if read:
        warnings.append(f"Pages read by OCR, whose words may be wrong: {_listed(read)}.")
    if scanned:
        warnings.append(f"Pages without text that need OCR: {_listed(scanned)}.")
    if damaged:
        warnings.append(f"Damaged pages left out: {_listed(damaged)}.")
    if pdf.get_formtype() == pdfium_c.FORMTYPE_XFA_FULL:
        warnings.append("An XFA form: only what its placeholder page says could be read.")
    return tuple(warnings)


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:_MOST_LISTED]))
    more = len(numbers) - _MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown
