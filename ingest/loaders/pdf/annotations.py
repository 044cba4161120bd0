"""Reads what was put onto a PDF's pages and into the file: boxes of text, remarks, files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.loaders.content.enclosed import Enclosed
from ingest.loaders.pdf.forms import UNSEEN, FormField, told
from ingest.loaders.pdf.lines import WIDE_GAP, Cell, TextLine
from ingest.loaders.pdf.rulings import Frame

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


# Puts the fields of a PDF form where they stand on the page: behind their label, in their line.


_USUAL_SIZE = 10.0
_GENERATED = re.compile(r"\b\w*(?:field|box|list|button|text)_?\d*", re.I)
"""How form designers name a field that nobody named."""


def with_fields(
    lines: Sequence[TextLine], fields: Sequence[FormField], page: int
) -> list[TextLine]:
    """Return the lines of a page with what its fields show among them.

    A field joins the words of its own line; where there are none, it is a line of its own, after
    its label, below the nearest line above it.
    """
    placed = list(lines)
    for field in sorted(fields, key=lambda each: (-each.place.top, each.place.left)):
        own = next((i for i, line in enumerate(placed) if _stands_in(line, field)), None)
        if own is not None:
            placed[own] = _joined(placed[own], field)
        else:
            placed.insert(_after(placed, field), _alone(field, placed, page))
    return placed


def _stands_in(line: TextLine, field: FormField) -> bool:
    if line.table or not line.upright:
        return False
    middle = (line.bottom + line.top) / 2
    one_holds_the_other = field.place.bottom <= middle <= field.place.top
    return one_holds_the_other or line.bottom <= _middle(field) <= line.top


def _joined(line: TextLine, field: FormField) -> TextLine:
    """Put the field among the cells of its line, joined to the one it stands close to."""
    place, near = field.place, WIDE_GAP * line.size
    before = [cell for cell in line.cells if cell.left < place.left]
    after = list(line.cells[len(before) :])
    if field.is_tick and after and after[0].left - place.right < near:
        words = after.pop(0)
        made = Cell(f"{field.text} {words.text}", place.left, max(place.right, words.right))
    elif not field.is_tick and before and place.left - before[-1].right < near:
        words = before.pop()
        made = Cell(f"{words.text} {field.text}", words.left, max(place.right, words.right))
    else:
        made = Cell(_told(field), place.left, place.right)
    # A label in bold that is filled in is no heading.
    return replace(line, cells=(*before, made, *after), bold=False)


def _told(field: FormField) -> str:
    """Return what a field shows after the label that it carries, for want of words beside it."""
    if not field.label or _GENERATED.fullmatch(field.label):
        return field.text
    return f"{field.text} {field.label}" if field.is_tick else f"{field.label}: {field.text}"


def _alone(field: FormField, lines: Sequence[TextLine], page: int) -> TextLine:
    place = field.place
    size = lines[max(0, _after(lines, field) - 1)].size if lines else _USUAL_SIZE
    return TextLine(
        cells=(Cell(_told(field), place.left, place.right),),
        bottom=place.bottom,
        top=place.top,
        size=size,
        bold=False,
        share=0.5,  # never taken for a running head or foot: what was filled in is no furniture
        page=page,
    )


def _after(lines: Sequence[TextLine], field: FormField) -> int:
    """Return where a field goes among lines none of which it stands in."""
    above = [(line.bottom, i) for i, line in enumerate(lines) if line.bottom >= _middle(field)]
    return min(above, default=(0.0, -1))[1] + 1


def _middle(field: FormField) -> float:
    return (field.place.bottom + field.place.top) / 2
