"""Refuses Office files that are protected, damaged or absurdly large, before they are opened."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from lxml import etree

from knowledge.domain.errors import DocumentUnreadable

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How old, binary Office files begin, and how new ones do once they are encrypted."""
_MOST_UNPACKED = 1024**3


def refuse_unfit(path: Path, *, kind: str, save_as: str) -> None:
    """Let only a zip package of a sensible size pass; `kind` is such as "Word document".

    Raises:
        DocumentUnreadable: it needs a password, is damaged or unpacks to an absurd size.
    """
    with path.open("rb") as file:
        start = file.read(len(OLD_OFFICE))
    if not start:
        raise DocumentUnreadable("The file is empty (0 bytes). Copy it again from its source.")
    if start == OLD_OFFICE:
        raise DocumentUnreadable(
            f"The {kind} is protected by a password (or is in the old binary format). Save a copy "
            f"without a password as {save_as} and ingest that."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise damaged(kind) from error
    if unpacked > _MOST_UNPACKED:
        raise DocumentUnreadable(
            f"The {kind} unpacks to {unpacked / 1024**3:.1f} GB; at most 1 GB is read."
        )


def damaged(kind: str) -> DocumentUnreadable:
    """Return the error for a file that its own parser cannot open."""
    return DocumentUnreadable(
        f"The file is damaged, or is not a valid {kind}. "
        "Open it in its own program and save it again."
    )


# Makes Office packages readable that only their own programs open: Strict Open XML, odd styles.


_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w{1,40})/(\w{1,40})")
_RENAMED = {
    b"extendedProperties": b"extended-properties",
    b"customProperties": b"custom-properties",
    b"docPropsVTypes": b"docPropsVTypes",
}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STYLES, _WORKBOOK = "xl/styles.xml", "xl/workbook.xml"
_ABOUT = ("docProps/core.xml", "docProps/custom.xml")
_NOTHING_ABOUT = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>'
)
_NO_CUSTOM = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
)

Package = Path | BytesIO


def transitional(path: Path) -> Package:
    """Return the package, its names in the usual (transitional) form if they are the Strict ones.

    The Strict form has the same elements under other namespaces (ISO/IEC 29500-1 and -4).
    """
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith((".rels", ".xml"))]
        strict = any(name == "_rels/.rels" and _STRICT in archive.read(name) for name in names)
    return _rewritten(path, lambda _name, data: _with_usual_names(data)) if strict else path


def as_source(package: Package) -> str | BytesIO:
    """Return the package as libraries take it that know no Path."""
    return str(package) if isinstance(package, Path) else package


def with_plain_styles(package: Package) -> BytesIO:
    """Return a workbook's package with nothing of its styles but what its numbers are shown by."""
    return _rewritten(package, _plain)


def _rewritten(package: Package, rewrite: Callable[[str, bytes], bytes]) -> BytesIO:
    made = BytesIO()
    with (
        zipfile.ZipFile(package) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in dict.fromkeys(old.namelist()):
            data = old.read(name)
            is_text = name.endswith((".xml", ".rels"))
            new.writestr(name, rewrite(name, data) if is_text else data)
    made.seek(0)
    return made


def _with_usual_names(data: bytes) -> bytes:
    return _STRICT_NAME.sub(_usual_name, data)


def _usual_name(found: re.Match[bytes]) -> bytes:
    family, name = found.groups()
    name = _RENAMED.get(name, name)
    return b"http://schemas.openxmlformats.org/" + family + b"/2006/" + name


def _plain(name: str, data: bytes) -> bytes:
    if name == _STYLES:
        return _plain_styles(data)
    if name == _WORKBOOK:
        return _without_names(data)
    if name in _ABOUT:
        return _NOTHING_ABOUT if name == _ABOUT[0] else _NO_CUSTOM
    return data


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    return etree.fromstring(data, parser)


def _plain_styles(data: bytes) -> bytes:
    """Keep the number formats; fonts, fills and borders are one each."""
    old = _parsed(data)
    new = etree.Element(f"{_MAIN}styleSheet", nsmap={"x": _MAIN[1:-1]})
    formats = etree.SubElement(new, f"{_MAIN}numFmts")
    for one in old.iter(f"{_MAIN}numFmt"):
        number, code = str(one.get("numFmtId")), one.get("formatCode")
        if number.isdecimal() and code is not None:
            etree.SubElement(formats, f"{_MAIN}numFmt", numFmtId=number, formatCode=code)
    for many, one_name in (("fonts", "font"), ("fills", "fill"), ("borders", "border")):
        kinds = etree.SubElement(new, f"{_MAIN}{many}")
        etree.SubElement(kinds, f"{_MAIN}{one_name}")
        if one_name == "fill":
            etree.SubElement(kinds[0], f"{_MAIN}patternFill")
    etree.SubElement(etree.SubElement(new, f"{_MAIN}cellStyleXfs"), f"{_MAIN}xf")
    used = etree.SubElement(new, f"{_MAIN}cellXfs")
    found = old.find(f"{_MAIN}cellXfs")
    for one in found if found is not None else ():
        number = str(one.get("numFmtId") or "0")
        etree.SubElement(used, f"{_MAIN}xf", numFmtId=number if number.isdecimal() else "0")
    if not len(used):
        etree.SubElement(used, f"{_MAIN}xf", numFmtId="0")
    return etree.tostring(new, xml_declaration=True, encoding="UTF-8")


def _without_names(data: bytes) -> bytes:
    root = _parsed(data)
    for names in list(root.iter(f"{_MAIN}definedNames", f"{_MAIN}customWorkbookViews")):
        parent = names.getparent()
        if parent is not None:
            parent.remove(names)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
