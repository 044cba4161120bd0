"""The formats that are read: each with its suffixes and its loader, known without any parser.

A line here is all that a loader needs to be used. A loader of another package is declared by that
package: an entry point of the group `citewell.loaders`, named by the suffix without its dot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import PurePath

from ingest.loaders.content.options import LoadingOptions

PLUG_INS = "citewell.loaders"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its suffixes, and its loader as "module:function", imported when needed."""

    loader: str
    suffixes: tuple[str, ...]


PLAIN = (
    Format("ingest.loaders.text.markdown:load_markdown", (".md", ".markdown")),
    Format("ingest.loaders.text.plain:load_plain_text", (".txt", ".text")),
    Format("ingest.loaders.text.rich_text:load_rtf", (".rtf",)),
    Format("ingest.loaders.web.page:load_html", (".html", ".htm", ".xhtml")),
    Format("ingest.loaders.office.content:load_word", (".docx", ".doc")),
    Format("ingest.loaders.office.content:load_spreadsheet", (".xlsx", ".xlsm", ".xls")),
    Format("ingest.loaders.office.slides:load_pptx", (".pptx",)),
    Format("ingest.loaders.office.old_office:load_ppt", (".ppt",)),
    Format("ingest.loaders.records.delimited_text:load_delimited", (".csv", ".tsv")),
    Format("ingest.loaders.records.json_records:load_json", (".json",)),
    Format("ingest.loaders.records.json_records:load_json_lines", (".jsonl", ".ndjson")),
    Format("ingest.loaders.records.pubmed:load_xml", (".xml",)),
    Format("ingest.loaders.records.pubmed:load_nbib", (".nbib",)),
)
"""Those that need no options and open no other files."""
PDF = Format("ingest.loaders.pdf.pages:load_pdf", (".pdf",))
IMAGES = Format("ingest.loaders.content.ocr:load_image", (".tif", ".tiff", ".png", ".jpg", ".jpeg"))
"""Read only where OCR is asked for."""
MAIL = (
    Format("ingest.loaders.mail.message:load_eml", (".eml",)),
    Format("ingest.loaders.mail.message:load_mbox", (".mbox",)),
    Format("ingest.loaders.mail.outlook:load_msg", (".msg",)),
)
ARCHIVES = Format("ingest.loaders.zip_archive:load_zip", (".zip",))
"""Read only where archives are asked for."""

SUPPORTED = frozenset(suffix for each in (*PLAIN, PDF, *MAIL) for suffix in each.suffixes)
"""Those of our own that the usual options read."""

_NOT_YET = {
    "spreadsheets": (".ods", ".xlsb"),
    "presentations": (".pptm", ".odp"),
    "old or other word-processor files": (".docm", ".odt", ".pages", ".wpd"),
    "e-books": (".epub", ".mobi"),
    "data files": (".yaml", ".yml"),
}
_ADVICE = {
    **dict.fromkeys((".docm", ".odt", ".pages", ".wpd"), " Save it as .docx."),
    **dict.fromkeys((".pptm", ".odp"), " Save it as .pptx."),
    **dict.fromkeys((".ods", ".xlsb"), " Save it as .xlsx."),
    **dict.fromkeys((".epub", ".mobi"), " Save it as .pdf or .docx."),
}
_IMAGES = (*IMAGES.suffixes, ".gif", ".bmp", ".webp", ".heic", ".svg")
_ARCHIVES = (*ARCHIVES.suffixes, ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst")
_MAY_HOLD_SCANS = frozenset(
    suffix for each in (PDF, IMAGES, *MAIL, ARCHIVES) for suffix in each.suffixes
)
_USUAL = LoadingOptions()


@cache
def plug_ins() -> Mapping[str, EntryPoint]:
    """Return the loaders that other installed packages declare, by suffix; ours go first."""
    ours = {*SUPPORTED, *IMAGES.suffixes, *ARCHIVES.suffixes}
    declared = {f".{each.name.lower()}": each for each in entry_points(group=PLUG_INS)}
    return {suffix: each for suffix, each in declared.items() if suffix not in ours}


def reason_to_skip(name: str, options: LoadingOptions = _USUAL) -> str:
    """Return why a file of this name is not read under these options, or nothing if it is."""
    suffix = PurePath(name).suffix.lower()
    if suffix in SUPPORTED or suffix in plug_ins():
        return ""
    if suffix in _ARCHIVES:
        return _about_archive(suffix, options)
    if suffix in _IMAGES:
        return _about_image(suffix, options)
    for kind, suffixes in _NOT_YET.items():
        if suffix in suffixes:
            return f"format not supported: {kind} ({suffix}).{_ADVICE.get(suffix, '')}"
    return f"format not supported: {suffix or 'no suffix'}"


def reads_scans(name: str) -> bool:
    """Tell whether a file of this name may hold pages that OCR has to read."""
    suffix = PurePath(name).suffix.lower()
    return suffix in _MAY_HOLD_SCANS


def shaped_by(name: str, options: LoadingOptions) -> str:
    """Return the options that shape what this file gives, to be hashed with it."""
    return options.fingerprint() if reads_scans(name) and options != _USUAL else ""


def _about_archive(suffix: str, options: LoadingOptions) -> str:
    if suffix not in ARCHIVES.suffixes:
        return f"archives ({suffix}) are not opened; unpack it and ingest the folder"
    if options.archives:
        return ""
    return (
        f"archives ({suffix}) are opened only on request: set CITEWELL_ARCHIVES=on, or unpack it "
        "and ingest the folder"
    )


def _about_image(suffix: str, options: LoadingOptions) -> str:
    if suffix not in IMAGES.suffixes:
        return f"images ({suffix}) are not read; save it as PDF or PNG"
    if options.ocr:
        return ""
    return f"images ({suffix}) need OCR: install tesseract and set CITEWELL_OCR=on"
