"""Reads the fields of a PDF form on a page: what is filled in, ticked or chosen, and where."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.loaders.pdf.rulings import Frame

_TICKED, _NOT_TICKED = "[x]", "[ ]"
_TICKS = (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON)
_CHOICES = (pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX)
_READ = (*_TICKS, *_CHOICES, pdfium_c.FPDF_FORMFIELD_TEXTFIELD)
UNSEEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13
"""A text field's flag in PDF 32000-1, table 228: what is typed shows as dots."""
_MOST_FIELDS = 5_000


@dataclass(frozen=True, slots=True)
class FormField:
    """What a field shows, the label that a screen reader tells, and its place on the page.

    A tick is "[x]" or "[ ]". Fields that show nothing are not read.
    """

    text: str
    label: str
    place: Frame

    def stands_in(self, frame: Frame) -> bool:
        """Tell whether its middle lies in this frame."""
        x = (self.place.left + self.place.right) / 2
        y = (self.place.bottom + self.place.top) / 2
        return frame.left <= x <= frame.right and frame.bottom <= y <= frame.top

    @property
    def is_tick(self) -> bool:
        """Whether it is a box to tick, which has its words at its right."""
        return self.text in (_TICKED, _NOT_TICKED)


def read_fields(
    pdf: pdfium.PdfDocument, page: pdfium.PdfPage, turned: Callable[[Frame], Frame]
) -> list[FormField]:
    """Return a page's fields that show something; `turned` gives a place on the upright page."""
    if pdf.formenv is None:
        return []
    return list(_fields(pdf.formenv, page, turned))


def _fields(
    form: pdfium.PdfFormEnv, page: pdfium.PdfPage, turned: Callable[[Frame], Frame]
) -> Iterator[FormField]:
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MOST_FIELDS)):
        note = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            text = _shown(form, note)
            place = pdfium_c.FS_RECTF()
            if text and pdfium_c.FPDFAnnot_GetRect(note, place):
                label = told(pdfium_c.FPDFAnnot_GetFormFieldAlternateName, form, note)
                frame = Frame(place.left, place.bottom, place.right, place.top)
                yield FormField(text, label, turned(frame))
        finally:
            pdfium_c.FPDFPage_CloseAnnot(note)


def _shown(form: pdfium.PdfFormEnv, note: object) -> str:
    """Return what a reader sees of a field; nothing of one that is hidden or no field."""
    if pdfium_c.FPDFAnnot_GetSubtype(note) != pdfium_c.FPDF_ANNOT_WIDGET:
        return ""
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, note)
    if kind not in _READ or pdfium_c.FPDFAnnot_GetFlags(note) & UNSEEN:
        return ""
    if kind in _TICKS:
        return _TICKED if pdfium_c.FPDFAnnot_IsChecked(form, note) else _NOT_TICKED
    if kind in _CHOICES:
        return ", ".join(_chosen(form, note)) or _value(form, note)
    if pdfium_c.FPDFAnnot_GetFormFieldFlags(form, note) & _PASSWORD:
        return ""
    return _value(form, note)


def _value(form: pdfium.PdfFormEnv, note: object) -> str:
    return told(pdfium_c.FPDFAnnot_GetFormFieldValue, form, note)


def _chosen(form: pdfium.PdfFormEnv, note: object) -> Iterator[str]:
    for option in range(pdfium_c.FPDFAnnot_GetOptionCount(form, note)):
        if pdfium_c.FPDFAnnot_IsOptionSelected(form, note, option):
            yield told(pdfium_c.FPDFAnnot_GetOptionLabel, form, note, option)


def told(ask: Callable[..., int], *about: object) -> str:
    """Return one of PDFium's texts, which it writes into a buffer of the length that it names."""
    length = ask(*about, None, 0)
    buffer = (ctypes.c_ushort * max(1, length // 2))()
    ask(*about, buffer, length)
    return " ".join(bytes(buffer).decode("utf-16-le", errors="replace").rstrip("\0").split())
