"""Loads DOCX: paragraphs, lists and tables in the order of the body."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from ingest.loaders.loaded import Loaded
from ingest.loaders.mended_package import as_source, transitional
from ingest.loaders.office_package import damaged, refuse_unfit
from ingest.loaders.outline import Outline, one_line
from ingest.loaders.row_groups import add_table
from ingest.loaders.word_notes import REFERENCES, numbered_notes
from ingest.loaders.word_numbering import numbering_of
from ingest.loaders.word_tables import layout_cells, rows_of
from ingest.loaders.word_text import FALLBACK, blocks_of, is_set, text_of
from knowledge.documents import BlockKind

_KIND = "Word document"
_HEADING = re.compile(r"^heading\s*(\d)$")
_LIST_STYLE = re.compile(r"^list\b(?!\s*(?:continue|paragraph))")
_TYPED_ITEM = re.compile(r"^(?:[-\u2022*]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s)")
_OUTLINE_LEVELS = ("0", "1", "2", "3", "4", "5", "6", "7", "8")
"""9 stands for body text."""
_BOLD_LEVEL = 8
_LONGEST_BOLD_HEADING = 100
_MOST_ANCESTORS = 10
_DEEPEST_LAYOUT = 10
"""Tables within tables that place things; what lies deeper is told as cells."""


def load_docx(path: Path) -> Loaded:
    """Read a Word document; comments, deleted and hidden text, headers and footers are left out.

    Raises:
        DocumentUnreadable: it needs a password, is damaged or unpacks to an absurd size.
    """
    refuse_unfit(path, kind=_KIND, save_as=".docx")
    try:
        word = docx.Document(as_source(transitional(path)))
        reader = _Reader(word)
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise damaged(_KIND) from error
    reader.read()
    return Loaded(
        sections=reader.outline.sections(),
        title=one_line(word.core_properties.title or "") or reader.title,
        language=word.core_properties.language or "",
    )


class _Reader:
    """Walks the body of one document."""

    def __init__(self, word: WordFile) -> None:
        self._word = word
        self._styles = _styles(word)
        self._items: list[str] = []
        self._notes = numbered_notes(word)
        self._told: list[str] = []
        self._numbering = numbering_of(word)
        self.outline = Outline()
        self.title = ""

    def read(self) -> None:
        """Fill the outline."""
        self._blocks(self._word.element.body, 0)
        self._flush_items()

    def _blocks(self, parent: etree._Element, depth: int) -> None:
        for element in blocks_of(parent):
            if element.tag == qn("w:p"):
                self._paragraph(element)
            else:
                self._flush_items()
                self._table(element, depth)

    def _table(self, element: etree._Element, depth: int) -> None:
        cells = layout_cells(element, self._is_heading) if depth < _DEEPEST_LAYOUT else []
        for cell in cells:
            self._blocks(cell, depth + 1)
            self._flush_items()
        if not cells:
            add_table(self.outline, rows_of(element))
            self._tell_notes(element)

    def _is_heading(self, element: etree._Element) -> bool:
        return (self._style(element).level or _outline_level(element)) is not None

    def _paragraph(self, element: etree._Element) -> None:
        self._tell_paragraph(element)
        self._tell_notes(element)
        for box in element.iter(qn("w:txbxContent")):
            if any(parent.tag == FALLBACK for parent in box.iterancestors()):
                continue
            for inner in blocks_of(box):
                if inner.tag == qn("w:p"):
                    self._tell_paragraph(inner)

    def _tell_notes(self, element: etree._Element) -> None:
        """Tell the notes that an element refers to below it, or below the list that it is in."""
        for reference in element.iter(*REFERENCES):
            kind, number = REFERENCES[reference.tag], str(reference.get(qn("w:id")))
            note = self._notes.get((kind, number))
            if note is not None:
                text = one_line(" ".join(text_of(p) for p in note.iter(qn("w:p"))))
                self._told.append(f"[{number}] {text}" if text else "")
        if not self._items:
            self._flush_notes()

    def _flush_notes(self) -> None:
        notes, self._told = self._told, []
        self.outline.block("\n".join(filter(None, notes)))

    def _tell_paragraph(self, element: etree._Element) -> None:
        text = text_of(element)
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
            mark = self._mark(element, style)
            self.outline.heading(level, f"{mark} {text}" if mark else text)
        elif self._is_item(element, style, text):
            self._items.append(self._item(element, style, text))
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
            self._flush_notes()

    def _mark(self, element: etree._Element, style: _Style) -> str:
        """Return the number that Word shows before a paragraph."""
        own = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        list_id = style.list_id if own is None else str(own.get(qn("w:val")))
        depth = _depth(element)
        return self._numbering.mark(list_id, style.list_depth if depth is None else depth)

    def _item(self, element: etree._Element, style: _Style, text: str) -> str:
        depth = _depth(element) or 0
        mark = self._mark(element, style) or ("" if _TYPED_ITEM.match(text) else "-")
        return f"{'  ' * depth}{mark} {one_line(text)}" if mark else one_line(text)


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: its name in small letters, and its own or its ancestor's level."""

    name: str = ""
    level: int | None = None
    list_id: str = ""
    list_depth: int = 0


def _styles(word: WordFile) -> dict[str, _Style]:
    elements = {
        str(style.get(qn("w:styleId"))): style
        for style in word.styles.element.findall(qn("w:style"))
    }
    return {
        identifier: _Style(
            _style_name(element), _style_level(element, elements), *_style_list(element)
        )
        for identifier, element in elements.items()
    }


def _style_name(style: etree._Element) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val"))).lower()


def _style_list(style: etree._Element) -> tuple[str, int]:
    found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return ("" if found is None else str(found.get(qn("w:val")))), _depth(style) or 0


def _depth(element: etree._Element) -> int | None:
    found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
    value = "" if found is None else str(found.get(qn("w:val")))
    return int(value) if value.isdigit() else None


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
    runs = [run for run in element.iter(qn("w:r")) if text_of(run)]
    return bool(runs) and all(is_set(run, "w:b") for run in runs)


def _outline_level(element: etree._Element) -> int | None:
    found = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    value = None if found is None else str(found.get(qn("w:val")))
    return int(value) + 2 if value is not None and value in _OUTLINE_LEVELS else None
