"""Reads what was put onto a PDF's pages and into the file: boxes of text, remarks, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.loaders.enclosed import Enclosed
from ingest.loaders.pdf_forms import UNSEEN, FormField, told
from ingest.loaders.pdf_rulings import Frame

_MOST = 5_000
_MOST_FILES = 100
_ABOUT_THE_FILE = ".accreport.html"
"""How Acrobat names its report on how accessible the file is, which it embeds."""
_MOST_BYTES = 100 * 1024**2
_REMARKS = (
    pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_UNDERLINE,
    pdfium_c.FPDF_ANNOT_STRIKEOUT, pdfium_c.FPDF_ANNOT_SQUIGGLY, pdfium_c.FPDF_ANNOT_CARET,
    pdfium_c.FPDF_ANNOT_SQUARE, pdfium_c.FPDF_ANNOT_CIRCLE, pdfium_c.FPDF_ANNOT_INK,
    pdfium_c.FPDF_ANNOT_LINE, pdfium_c.FPDF_ANNOT_STAMP,
)  # fmt: skip
"""Marks that may carry a remark which shows only when the reader clicks on them."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The boxes of text on a page, and whether it bears remarks or attached files."""

    boxes: tuple[FormField, ...] = ()
    has_remarks: bool = False


def read_annotations(page: pdfium.PdfPage, turned: Callable[[Frame], Frame]) -> Annotations:
    """Return a page's annotations; `turned` gives a place on the upright page."""
    boxes: list[FormField] = []
    has_remarks = False
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MOST)):
        with _opened(page, index) as note:
            kind = pdfium_c.FPDFAnnot_GetSubtype(note) if note else None
            if kind is None or pdfium_c.FPDFAnnot_GetFlags(note) & UNSEEN:
                continue
            if kind == pdfium_c.FPDF_ANNOT_FREETEXT:
                boxes += _box(note, turned)
            elif kind == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
                has_remarks = True
            elif kind in _REMARKS and not has_remarks:
                has_remarks = bool(_contents(note))
    return Annotations(tuple(boxes), has_remarks)


def attached_files(pdf: pdfium.PdfDocument) -> list[Enclosed]:
    """Return the files embedded in a PDF, as many as are taken; those that are broken without."""
    files: list[Enclosed] = []
    size = 0
    for index in range(min(pdf.count_attachments(), _MOST_FILES)):
        try:
            attachment = pdf.get_attachment(index)
            name, data = attachment.get_name(), bytes(attachment.get_data())
        except pdfium.PdfiumError:
            continue
        if name.endswith(_ABOUT_THE_FILE):
            continue
        size += len(data)
        if size > _MOST_BYTES:
            break
        files.append(Enclosed(name or f"attachment {index + 1}", data))
    return files


@contextmanager
def _opened(page: pdfium.PdfPage, index: int) -> Iterator[object]:
    note = pdfium_c.FPDFPage_GetAnnot(page, index)
    try:
        yield note
    finally:
        if note:
            pdfium_c.FPDFPage_CloseAnnot(note)


def _box(note: object, turned: Callable[[Frame], Frame]) -> Iterator[FormField]:
    text, place = _contents(note), pdfium_c.FS_RECTF()
    if text and pdfium_c.FPDFAnnot_GetRect(note, place):
        frame = Frame(place.left, place.bottom, place.right, place.top)
        yield FormField(text, "", turned(frame))


def _contents(note: object) -> str:
    return told(pdfium_c.FPDFAnnot_GetStringValue, note, b"Contents")
