"""Reads a Word document's paragraph styles: which are headings, which number their paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml import etree

from ingest.loaders.word_numbering import Numbering

_HEADING = re.compile(r"^heading\s{0,4}(\d)$")
_OUTLINE_LEVELS = ("0", "1", "2", "3", "4", "5", "6", "7", "8")
"""9 stands for body text."""
_MOST_ANCESTORS = 10
NO_LIST = "0"
"""The number of a list that takes a paragraph out of its style's list."""


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: its name in small letters, its own or its ancestor's level and list."""

    name: str = ""
    level: int | None = None
    list_id: str = ""
    list_depth: int = 0


def styles_of(word: WordFile, numbering: Numbering) -> dict[str, Style]:
    """Return the styles by their identifiers."""
    elements = {
        str(style.get(qn("w:styleId"))): style
        for style in word.styles.element.findall(qn("w:style"))
    }
    lineages = {name: _lineage(element, elements) for name, element in elements.items()}
    return {
        name: Style(_name(elements[name]), _level(lineage), *_list(lineage, numbering))
        for name, lineage in lineages.items()
    }


def outline_level(element: etree._Element) -> int | None:
    """Return the level of heading that a paragraph or style states."""
    found = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    value = None if found is None else str(found.get(qn("w:val")))
    return int(value) + 2 if value is not None and value in _OUTLINE_LEVELS else None


def stated_list(element: etree._Element) -> str | None:
    """Return the list that a paragraph or style states."""
    found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return None if found is None else str(found.get(qn("w:val")))


def stated_depth(element: etree._Element) -> int | None:
    """Return the depth in its list that a paragraph or style states."""
    found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
    value = "" if found is None else str(found.get(qn("w:val")))
    return int(value) if value in _OUTLINE_LEVELS else None


def _lineage(style: etree._Element, styles: dict[str, etree._Element]) -> list[etree._Element]:
    """Return a style and those that it is based on, the nearest first."""
    lineage = [style]
    while len(lineage) < _MOST_ANCESTORS:
        parent = lineage[-1].find(qn("w:basedOn"))
        above = None if parent is None else styles.get(str(parent.get(qn("w:val"))))
        if above is None:
            break
        lineage.append(above)
    return lineage


def _name(style: etree._Element) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val"))).lower()


def _level(lineage: list[etree._Element]) -> int | None:
    for style in lineage:
        name = _name(style)
        found = _HEADING.match(name)
        level = int(found.group(1)) + 1 if found else outline_level(style)
        level = 1 if name == "title" else level
        if level is not None:
            return level
    return None


def _list(lineage: list[etree._Element], numbering: Numbering) -> tuple[str, int]:
    list_id = next((found for s in lineage if (found := stated_list(s)) is not None), "")
    depths = (
        stated_depth(style)
        if stated_depth(style) is not None
        else numbering.depth_of(list_id, str(style.get(qn("w:styleId")))) or None
        for style in lineage
    )
    return list_id, next((depth for depth in depths if depth is not None), 0)
