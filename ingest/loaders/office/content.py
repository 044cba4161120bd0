"""Loads Word documents by what they hold: many programs name RTF or HTML .doc."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import olefile

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.outline import Loaded
from ingest.loaders.office.old_office import load_doc
from ingest.loaders.office.old_workbook import load_old_workbook
from ingest.loaders.office.package import OLD_OFFICE, damaged
from ingest.loaders.office.word import load_docx
from ingest.loaders.office.workbook import load_workbook
from ingest.loaders.records.delimited_text import is_delimited, load_delimited
from ingest.loaders.text.rich_text import load_rtf
from ingest.loaders.web.page import load_html
from knowledge.domain.errors import DocumentUnreadable

_LOOKED_AT = 8192
_ZIP = b"PK\x03\x04"
_RTF = b"{\\rtf"


def load_word(path: Path) -> Loaded:
    """Read a document that is named .doc or .docx, whichever form it is in.

    Raises:
        DocumentUnreadable: it needs a password, is damaged, or is in a form that is not read.
    """
    usual: Callable[[Path], Loaded] = load_doc if path.suffix.lower() == ".doc" else load_docx
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if start.startswith(_RTF):
        return read_as(load_rtf, path, "Rich Text (RTF)")
    if start.startswith(_ZIP):
        return load_docx(path)
    if not start.startswith(OLD_OFFICE) and begins_like_html(start):
        return read_as(load_html, path, "an HTML page")
    return usual(path)


# Loads spreadsheets by what they hold: many programs name HTML or plain text .xls.


_OLD_RECORDS = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""How workbooks of Excel 2 to 5 begin outside of a compound file."""
_XML_OF_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_HTML = ("<html", "<!doctype html", "<table", "<head", "<meta", "<body", "<style", "<div")


def load_spreadsheet(path: Path) -> Loaded:
    """Read a spreadsheet, whichever of the formats that Excel opens it is in.

    Raises:
        DocumentUnreadable: it needs a password, is damaged, or is in a form that is not read.
    """
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if start.startswith(_ZIP):
        return load_workbook(path)
    if start.startswith(OLD_OFFICE):
        is_old = path.suffix.lower() == ".xls" or _holds_old_workbook(path)
        return load_old_workbook(path) if is_old else load_workbook(path)
    if start.startswith(_OLD_RECORDS):
        return load_old_workbook(path)
    if not start:
        return load_workbook(path)
    return _of_text(path, start)


def _holds_old_workbook(path: Path) -> bool:
    """Tell an old workbook from a new one under a password: both are compound files."""
    try:
        with olefile.OleFileIO(path) as container:
            return bool(container.exists("Workbook") or container.exists("Book"))
    except (OSError, ValueError):
        return False


def _of_text(path: Path, start: bytes) -> Loaded:
    try:
        text = decode(start)
    except DocumentUnreadable as error:
        raise damaged("Excel workbook") from error
    head = text.lstrip().lower()
    if _XML_OF_2003 in head:
        raise DocumentUnreadable(
            "The file is a workbook in the XML form of Excel 2003. Open it in Excel and save it "
            "as .xlsx."
        )
    if head.startswith("mime-version:"):
        raise DocumentUnreadable(
            "The file is a web archive (MHTML), not a workbook. Open it in Excel and save it as "
            ".xlsx."
        )
    if begins_like_html(start):
        return read_as(load_html, path, "an HTML page")
    if is_delimited(text):
        return read_as(load_delimited, path, "plain text with separators (CSV or tabs)")
    raise damaged("Excel workbook")


def begins_like_html(start: bytes) -> bool:
    """Tell whether the first bytes of a file are those of a page."""
    try:
        head = decode(start).lstrip().lower()
    except DocumentUnreadable:
        return False
    return head.startswith(_HTML) or (head.startswith("<?xml") and "<html" in head)


def read_as(load: Callable[[Path], Loaded], path: Path, kind: str) -> Loaded:
    """Read a file as what it is, and warn that its name says otherwise."""
    loaded = load(path)
    told = f"The file is named {path.suffix} but is {kind}, and was read as that."
    return replace(loaded, warnings=(*loaded.warnings, told))
