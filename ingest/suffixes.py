"""Which suffixes are read at all, known without importing any parser."""

from __future__ import annotations

from pathlib import PurePath

SUPPORTED = frozenset(
    (".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml", ".pdf", ".docx")
)
"""Must name the registry's suffixes; a test compares them."""

_NOT_YET = {
    "spreadsheets": (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"),
    "presentations": (".pptx", ".pptm", ".ppt", ".odp"),
    "mail": (".eml", ".msg", ".mbox"),
    "old or other word-processor files": (".doc", ".docm", ".rtf", ".odt", ".pages"),
    "e-books": (".epub", ".mobi"),
    "data files": (".json", ".jsonl", ".xml", ".yaml", ".yml"),
}
_ADVICE = {
    ".doc": " Save it as .docx.",
    ".rtf": " Save it as .docx.",
    ".odt": " Save it as .docx.",
    ".docm": " Save it as .docx.",
}
_IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic", ".svg")
_ARCHIVES = (".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst")


def reason_to_skip(name: str) -> str:
    """Return why a file of this name is not read, or nothing if it is."""
    suffix = PurePath(name).suffix.lower()
    if suffix in SUPPORTED:
        return ""
    if suffix in _ARCHIVES:
        return f"archives ({suffix}) are not opened; unpack it and ingest the folder"
    if suffix in _IMAGES:
        return f"images ({suffix}) need OCR, which is not supported yet"
    for kind, suffixes in _NOT_YET.items():
        if suffix in suffixes:
            return f"format not supported yet: {kind} ({suffix}).{_ADVICE.get(suffix, '')}"
    return f"format not supported: {suffix or 'no suffix'}"
