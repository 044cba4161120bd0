"""Loads a PDF page by page: text with page numbers, headings, tables as far as they show."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.loaders.content.enclosed import load_enclosed
from ingest.loaders.content.ocr import OCR_PLACE, read_page, refuse_without_tesseract
from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded, Loader, Outline
from ingest.loaders.pdf.annotations import attached_files, read_annotations, with_fields
from ingest.loaders.pdf.blocks import Bookmark, Headings, add_page
from ingest.loaders.pdf.forms import FormField, read_fields
from ingest.loaders.pdf.furniture import without_furniture
from ingest.loaders.pdf.lines import PageReader, TextLine
from ingest.loaders.pdf.rows import page_rows
from knowledge.domain.errors import DocumentUnreadable

_MOST_PAGES = 10_000
_SCAN_CHARS = 20
"""A page with an image and fewer letters than this is taken for a scan."""
_STAMP_MARGIN = 0.12
"""The share of a page's height in which a fax machine or a copier writes its line."""
_SCAN_SHARE = 0.5
_TINY_SHARE = 1e-6
_MOST_IMAGES = 1000
_MOST_LISTED = 20
_SECONDS_FOR_TABLES = 60.0
"""Of the time that a file may take; pages after that are read without their rulings."""
_SECONDS_FOR_OCR = 3000.0
_USUAL = LoadingOptions()
_NO_LOADERS: Mapping[str, Loader] = {}
_LARGER = 1.2
_LONGEST_TITLE = 200
_WORD = re.compile(r"\w{2}")
_NO_TITLE = re.compile(
    r"^(?:untitled|\(?anonymous\)?|\(?unspecified\)?|title|document\d*|slide 1|"
    r"microsoft (?:word|powerpoint|excel).*|"
    r".*\.(?:docx?|pdf|indd|pptx?|xlsx?|rtf|tex|dvi|qxd|fm|ps|html?))$",
    re.I,
)


@dataclass(slots=True)
class _Pages:
    """The lines of each page, and which pages, counted from 1, are not read as they stand."""

    lines: list[list[TextLine]] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    remarked: list[int] = field(default_factory=list)


def load_pdf(
    path: Path, *, options: LoadingOptions = _USUAL, loaders: Mapping[str, Loader] = _NO_LOADERS
) -> Loaded:
    """Read a PDF; scanned pages too, where OCR is asked for; embedded files by their loaders.

    Raises:
        DocumentUnreadable: it needs a password, is damaged, or holds only scanned images.
    """
    with contextlib.closing(_open(path)) as pdf:
        if len(pdf) > _MOST_PAGES:
            raise DocumentUnreadable(
                f"The PDF has {len(pdf):,} pages; at most {_MOST_PAGES:,} are read. Split it."
            )
        pages = _read_pages(pdf)
        _refuse_unread(pages, options)
        read = _read_scans(pdf, pages.scanned, options) if options.ocr and pages.scanned else {}
        if pages.scanned and not any(pages.lines) and not any(read.values()):
            raise DocumentUnreadable("The PDF holds only images, and OCR found no words in them.")
        kept = without_furniture(pages.lines)
        outline = _outline(kept, _bookmarks(pdf), read)
        inside = load_enclosed(attached_files(pdf), loaders)
        return Loaded(
            sections=(*outline.sections(), *inside.sections),
            title=_title(pdf, kept),
            language="",
            pages=len(pdf),
            warnings=(*_warnings(pdf, pages, sorted(read)), *inside.warnings),
        )


def _refuse_unread(pages: _Pages, options: LoadingOptions) -> None:
    if pages.scanned and not any(pages.lines) and not options.ocr:
        raise DocumentUnreadable(
            f"The PDF holds no text, only images or fonts that do not name their letters "
            f"({len(pages.scanned)} pages): it needs OCR. Install tesseract and set "
            "CITEWELL_OCR=on, or ingest the result of an OCR program."
        )
    if len(pages.damaged) == len(pages.lines):
        raise DocumentUnreadable("The PDF is damaged: none of its pages can be read.")


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


def _read_pages(pdf: pdfium.PdfDocument) -> _Pages:
    pages = _Pages()
    until = time.monotonic() + _SECONDS_FOR_TABLES
    for index in range(len(pdf)):
        number = index + 1
        lines: list[TextLine] = []
        try:
            with contextlib.closing(pdf[index]) as page:
                reader = PageReader(page, number)
                annotations = read_annotations(page, reader.turned)
                fields = [*read_fields(pdf, page, reader.turned), *annotations.boxes]
                with_tables = time.monotonic() < until
                found = _page_lines(reader, fields, number, with_tables=with_tables)
                lines = [line for line in found if line.text]
                if annotations.has_remarks:
                    pages.remarked.append(number)
                if _is_scan(page, lines) or (not lines and reader.has_nameless_letters()):
                    pages.scanned.append(number)
        except pdfium.PdfiumError:
            pages.damaged.append(number)
        pages.lines.append(lines)
    return pages


def _page_lines(
    reader: PageReader, fields: list[FormField], number: int, *, with_tables: bool
) -> list[TextLine]:
    lines = reader.lines_and_tables(fields) if with_tables else reader.lines()
    frames = [line.frame for line in lines if line.table]
    return with_fields(lines, [f for f in fields if not any(map(f.stands_in, frames))], number)


def _is_scan(page: pdfium.PdfPage, lines: list[TextLine]) -> bool:
    """Tell a page whose text is in a picture: beside it stands nothing, or a fax machine's line."""
    if sum(len(line.text) for line in lines) < _SCAN_CHARS:
        return _shown_share(page) > 0
    stamped = all(line.share < _STAMP_MARGIN or line.share > 1 - _STAMP_MARGIN for line in lines)
    return stamped and _shown_share(page) > _SCAN_SHARE


def _shown_share(page: pdfium.PdfPage) -> float:
    """Return how much of the page lies under pictures; above nought if there is any picture."""
    left, bottom, right, top = page.get_bbox()
    whole = max(1.0, (right - left) * (top - bottom))
    share = 0.0
    for image in islice(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]), _MOST_IMAGES):
        x, y, to_x, to_y = image.get_bounds()
        share += max(_TINY_SHARE, (to_x - x) * (to_y - y) / whole)
    return share


def _read_scans(
    pdf: pdfium.PdfDocument, scanned: list[int], options: LoadingOptions
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


def _outline(
    pages: list[list[TextLine]], bookmarks: list[Bookmark], read: Mapping[int, list[str]]
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


def _title(pdf: pdfium.PdfDocument, pages: list[list[TextLine]]) -> str:
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


def _warnings(pdf: pdfium.PdfDocument, pages: _Pages, read: list[int]) -> tuple[str, ...]:
    warnings: list[str] = []
    scanned = [number for number in pages.scanned if number not in read]
    if read:
        warnings.append(f"Pages read by OCR, whose words may be wrong: {_listed(read)}.")
    if scanned:
        warnings.append(f"Pages without readable text that need OCR: {_listed(scanned)}.")
    if pages.damaged:
        warnings.append(f"Damaged pages left out: {_listed(pages.damaged)}.")
    if pages.remarked:
        listed = _listed(pages.remarked)
        warnings.append(f"Notes and comments on pages, which are left out: {listed}.")
    if pdf.get_formtype() == pdfium_c.FORMTYPE_XFA_FULL:
        warnings.append("An XFA form: only what its placeholder page says could be read.")
    return tuple(warnings)


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:_MOST_LISTED]))
    more = len(numbers) - _MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown
