"""Reads the words of a Word document's paragraphs, as far as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from docx.oxml.ns import qn
from lxml import etree

from ingest.loaders.raised_marks import raised
from ingest.loaders.word_notes import REFERENCES

_UNSEEN = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:instrText", "w:delText")))
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TINIEST = 4
"""Half points; nobody reads type of two points."""


def blocks_of(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables, those in content controls too."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from blocks_of(child)


def text_of(element: etree._Element) -> str:
    """Return what a paragraph or run shows, raised marks apart from what they stand behind."""
    pieces = list(_pieces(element))
    if not any(is_raised for _, is_raised in pieces):
        return "".join(text for text, _ in pieces).strip()
    runs = [
        ("".join(text for text, _ in run), is_raised)
        for is_raised, run in groupby(pieces, key=lambda piece: piece[1])
    ]
    told: list[str] = []
    for position, (text, is_raised) in enumerate(runs):
        following = runs[position + 1][0] if position + 1 < len(runs) else ""
        told.append(raised("".join(told[-1:]), text, following) if is_raised else text)
    return "".join(told).strip()


def _pieces(element: etree._Element) -> Iterator[tuple[str, bool]]:
    """Yield the texts of an element, and whether each stands above its line."""
    is_raised = _is_raised(element)
    for child in element:
        if child.tag in _UNSEEN or child.tag == FALLBACK or _is_hidden(child):
            continue
        if child.tag == qn("w:t"):
            yield child.text or "", is_raised
        elif child.tag in (qn("w:tab"), qn("w:noBreakHyphen")):
            yield "-" if child.tag == qn("w:noBreakHyphen") else " ", is_raised
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n", False
        elif child.tag in REFERENCES:
            yield f"[{child.get(qn('w:id'))}]", False
        elif child.tag != qn("w:pPr"):
            yield from _pieces(child)


def _is_raised(run: etree._Element) -> bool:
    if run.tag != qn("w:r"):
        return False
    found = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    return found is not None and found.get(qn("w:val")) == "superscript"


def _is_hidden(run: etree._Element) -> bool:
    if run.tag != qn("w:r"):
        return False
    hidden = any(is_set(run, switch) for switch in ("w:vanish", "w:strike", "w:dstrike"))
    return hidden or _is_tiny(run) or _is_white(run)


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


def is_set(run: etree._Element, name: str) -> bool:
    """Tell whether a run's switch, such as w:b, is on."""
    switch = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return switch is not None and switch.get(qn("w:val")) not in ("0", "false", "off")


def children_of(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of a name, those in content controls and insertions too."""
    for child in parent:
        if child.tag == qn(name):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from children_of(child, name)
