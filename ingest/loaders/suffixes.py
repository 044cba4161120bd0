"""Which suffixes are read at all, known without importing any parser."""

from __future__ import annotations

from pathlib import PurePath

from ingest.loaders.content.options import LoadingOptions

SUPPORTED = frozenset(
    (
        *(".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml", ".pdf", ".docx"),
        *(".pptx", ".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".eml", ".mbox", ".msg"),
        *(".doc", ".ppt", ".rtf", ".json", ".jsonl", ".ndjson", ".xml", ".nbib"),
    )
)
"""Must name the registry's suffixes; a test compares them."""
ARCHIVES_READ = frozenset((".zip",))
"""Read only where archives are asked for."""
IMAGES_READ = frozenset((".tif", ".tiff", ".png", ".jpg", ".jpeg"))
"""Read only where OCR is asked for."""

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
_IMAGES = (*IMAGES_READ, ".gif", ".bmp", ".webp", ".heic", ".svg")
_ARCHIVES = (*ARCHIVES_READ, ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst")
_MAY_HOLD_SCANS = (".pdf", ".eml", ".mbox", ".msg")
_USUAL = LoadingOptions()


def reason_to_skip(name: str, options: LoadingOptions = _USUAL) -> str:
    """Return why a file of this name is not read under these options, or nothing if it is."""
    suffix = PurePath(name).suffix.lower()
    if suffix in SUPPORTED:
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
    return suffix in _MAY_HOLD_SCANS or suffix in ARCHIVES_READ or suffix in IMAGES_READ


def shaped_by(name: str, options: LoadingOptions) -> str:
    """Return the options that shape what this file gives, to be hashed with it."""
    return options.fingerprint() if reads_scans(name) and options != _USUAL else ""


def _about_archive(suffix: str, options: LoadingOptions) -> str:
    if suffix not in ARCHIVES_READ:
        return f"archives ({suffix}) are not opened; unpack it and ingest the folder"
    if options.archives:
        return ""
    return (
        f"archives ({suffix}) are opened only on request: set CITEWELL_ARCHIVES=on, or unpack it "
        "and ingest the folder"
    )


def _about_image(suffix: str, options: LoadingOptions) -> str:
    if suffix not in IMAGES_READ:
        return f"images ({suffix}) are not read; save it as PDF or PNG"
    if options.ocr:
        return ""
    return f"images ({suffix}) need OCR: install tesseract and set CITEWELL_OCR=on"
