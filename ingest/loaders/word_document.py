"""Loads DOCX: paragraphs, lists and tables in the order of the body."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from ingest.loaders.loaded import Loaded
from ingest.loaders.outline import Outline, one_line, table_text, without_empty_columns
from knowledge.documents import BlockKind
from knowledge.errors import DocumentUnreadable

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How encrypted (and old, binary) Office files begin."""
_MOST_UNPACKED = 1024**3
_HEADING = re.compile(r"^heading\s*(\d)$")
_LIST_STYLE = re.compile(r"^list\b(?!\s*(?:continue|paragraph))")
_TYPED_ITEM = re.compile(r"^(?:[-\u2022*]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s)")
_OUTLINE_LEVELS = ("0", "1", "2", "3", "4", "5", "6", "7", "8")
"""9 stands for body text."""
_BOLD_LEVEL = 8
_TINIEST = 4
"""Half points; nobody reads type of two points."""
_LONGEST_BOLD_HEADING = 100
_MOST_ANCESTORS = 10
_UNSEEN = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:instrText", "w:delText")))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def load_docx(path: Path) -> Loaded:
    """Read a Word document; comments, deleted and hidden text, headers and footers are left out.

    Raises:
        DocumentUnreadable: it needs a password, is damaged or unpacks to an absurd size.
    """
    _refuse_unfit(path)
    try:
        word = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise DocumentUnreadable(
            "The file is no Word document or is damaged. Open it in Word and save it anew."
        ) from error
    reader = _Reader(word)
    reader.read()
    return Loaded(
        sections=reader.outline.sections(),
        title=one_line(word.core_properties.title or "") or reader.title,
        language=word.core_properties.language or "",
    )


def _refuse_unfit(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(len(_OLD_OFFICE))
    if start == _OLD_OFFICE:
        raise DocumentUnreadable(
            "The document is protected by a password (or is an old .doc). Save a copy without a "
            "password as .docx and ingest that."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise DocumentUnreadable(
            "The file is no Word document or is damaged. Open it in Word and save it anew."
        ) from error
    if unpacked > _MOST_UNPACKED:
        raise DocumentUnreadable(
            f"The document unpacks to {unpacked / 1024**3:.1f} GB; at most 1 GB is read."
        )


class _Reader:
    """Walks the body of one document."""

    def __init__(self, word: WordFile) -> None:
        self._word = word
        self._styles = _styles(word)
        self._items: list[str] = []
        self.outline = Outline()
        self.title = ""

    def read(self) -> None:
        """Fill the outline."""
        for element in _blocks(self._word.element.body):
            if element.tag == qn("w:p"):
                self._paragraph(element)
            else:
                self._flush_items()
                self.outline.block(table_text(_rows(element)), BlockKind.TABLE)
        self._flush_items()

    def _paragraph(self, element: etree._Element) -> None:
        text = _text(element)
        if not text.strip():
            return
        style = self._style(element)
        level = style.level or _outline_level(element)
        if style.name == "title":
            self.title = self.title or one_line(text)
        elif level is None and _is_bold_heading(element, text):
            level = _BOLD_LEVEL
        if level is not None:
            self._flush_items()
            self.outline.heading(level, text)
        elif self._is_item(element, style, text):
            self._items.append(_item(element, text))
        else:
            self._flush_items()
            self.outline.block(text)

    def _style(self, element: etree._Element) -> _Style:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        identifier = "" if found is None else str(found.get(qn("w:val")))
        return self._styles.get(identifier, _Style())

    def _is_item(self, element: etree._Element, style: _Style, text: str) -> bool:
        numbered = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        return numbered or bool(_LIST_STYLE.match(style.name)) or bool(_TYPED_ITEM.match(text))

    def _flush_items(self) -> None:
        items, self._items = self._items, []
        if items:
            self.outline.block("\n".join(items), BlockKind.LIST)


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: its name in small letters, and its own or its ancestor's level."""

    name: str = ""
    level: int | None = None


def _styles(word: WordFile) -> dict[str, _Style]:
    elements = {
        str(style.get(qn("w:styleId"))): style
        for style in word.styles.element.findall(qn("w:style"))
    }
    return {
        identifier: _Style(_style_name(element), _style_level(element, elements))
        for identifier, element in elements.items()
    }


def _style_name(style: etree._Element) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val"))).lower()


def _style_level(style: etree._Element, styles: dict[str, etree._Element]) -> int | None:
    current: etree._Element | None = style
    for _ in range(_MOST_ANCESTORS):
        if current is None:
            break
        name = _style_name(current)
        found = _HEADING.match(name)
        level = int(found.group(1)) + 1 if found else _outline_level(current)
        level = 1 if name == "title" else level
        if level is not None:
            return level
        parent = current.find(qn("w:basedOn"))
        current = None if parent is None else styles.get(str(parent.get(qn("w:val"))))
    return None


def _is_bold_heading(element: etree._Element, text: str) -> bool:
    """Tell whether a short paragraph, all bold, stands as a heading without being styled as one."""
    if len(text) > _LONGEST_BOLD_HEADING or text.endswith((".", ",", ";", ":")):
        return False
    runs = [run for run in element.iter(qn("w:r")) if _text(run)]
    return bool(runs) and all(_is_set(run, "w:b") for run in runs)


def _outline_level(element: etree._Element) -> int | None:
    found = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    value = None if found is None else str(found.get(qn("w:val")))
    return int(value) + 2 if value is not None and value in _OUTLINE_LEVELS else None


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables, those in content controls too."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _blocks(child)


def _text(element: etree._Element) -> str:
    return "".join(_pieces(element)).strip()


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _UNSEEN or child.tag == _FALLBACK or _is_hidden(child):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in (qn("w:tab"), qn("w:noBreakHyphen")):
            yield "-" if child.tag == qn("w:noBreakHyphen") else " "
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif child.tag != qn("w:pPr"):
            yield from _pieces(child)


def _is_hidden(run: etree._Element) -> bool:
    if run.tag != qn("w:r"):
        return False
    return _is_set(run, "w:vanish") or _is_tiny(run) or _is_white(run)


def _is_tiny(run: etree._Element) -> bool:
    size = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
    value = "" if size is None else str(size.get(qn("w:val")))
    return value.isdigit() and int(value) <= _TINIEST


def _is_white(run: etree._Element) -> bool:
    """Tell white text on white; in a table or a shaded paragraph it stands on a colour."""
    color = run.find(f"{qn('w:rPr')}/{qn('w:color')}")
    if color is None or str(color.get(qn("w:val"))).upper() != "FFFFFF":
        return False
    if any(run.find(f"{qn('w:rPr')}/{qn(name)}") is not None for name in ("w:shd", "w:highlight")):
        return False
    for parent in run.iterancestors():
        if parent.tag in (qn("w:tc"), qn("w:txbxContent")):
            return False
        if parent.find(f"{qn('w:pPr')}/{qn('w:shd')}") is not None:
            return False
        if parent.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") is not None:
            # The style may shade it.
            return False
    return True


def _is_set(run: etree._Element, name: str) -> bool:
    switch = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return switch is not None and switch.get(qn("w:val")) not in ("0", "false", "off")


def _item(element: etree._Element, text: str) -> str:
    found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
    value = "0" if found is None else str(found.get(qn("w:val")))
    depth = int(value) if value.isdigit() else 0
    mark = "" if _TYPED_ITEM.match(text) else "- "
    return f"{'  ' * depth}{mark}{one_line(text)}"


def _rows(table: etree._Element) -> list[list[str]]:
    """Return the cells row by row; a cell that spans rows is told in each of them."""
    rows: list[list[str]] = []
    above: dict[int, str] = {}
    for row in _children(table, "w:tr"):
        cells: list[str] = []
        for cell in _children(row, "w:tc"):
            column = len(cells)
            text = _cell_text(cell)
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val")) != "restart":
                text = above.get(column, text)
            above[column] = text
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            width = 1 if span is None else int(span.get(qn("w:val")) or 1)
            cells += [text, *[""] * (min(width, 100) - 1)]
        rows.append(cells)
    return without_empty_columns(rows)


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == qn(name):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from _children(child, name)


def _cell_text(cell: etree._Element) -> str:
    parts: list[str] = []
    for block in _blocks(cell):
        if block.tag == qn("w:p"):
            parts.append(one_line(_text(block)))
        else:
            parts += [", ".join(filter(None, row)) for row in _rows(block)]
    return "; ".join(part for part in parts if part)
