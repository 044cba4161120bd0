"""Loads Word documents by what they hold: many programs name RTF or HTML .doc."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.loaders.html_page import load_html
from ingest.loaders.loaded import Loaded
from ingest.loaders.office_package import OLD_OFFICE
from ingest.loaders.old_office import load_doc
from ingest.loaders.rich_text import load_rtf
from ingest.loaders.spreadsheet_content import begins_like_html, read_as
from ingest.loaders.word_document import load_docx

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
