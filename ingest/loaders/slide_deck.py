"""Loads PowerPoint presentations: a section for each slide, its notes at its end."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from ingest.loaders.loaded import Loaded
from ingest.loaders.mended_package import as_source, transitional
from ingest.loaders.office_package import damaged, refuse_unfit
from ingest.loaders.outline import Outline, one_line
from ingest.loaders.raised_marks import raised
from ingest.loaders.row_groups import add_table
from ingest.loaders.slide_charts import texts_of
from ingest.loaders.slide_order import in_reading_order
from ingest.loaders.table_rows import GridRow, SpanningCell, laid_out
from knowledge.documents import BlockKind, Section

_KIND = "PowerPoint presentation"
_UNTOLD = ("dt", "ftr", "sldNum", "hdr", "sldImg")
"""Placeholders that say the same on every slide."""
_DEEPEST = 20
_MADE_UP = ("escription automatically generated", "escription generated with high confidence")
_ON = ("1", "true")
_SPAN_DIGITS = 2
_RAISED_BY = re.compile(r"[1-9]")
"""Per mille of the type's size; a lowered one is negative."""
_NUMBERED = re.compile(r"Slide \d+")


def load_pptx(path: Path) -> Loaded:
    """Read a presentation; hidden slides, comments, dates and page numbers are left out.

    Raises:
        DocumentUnreadable: it needs a password, is damaged or unpacks to an absurd size.
    """
    refuse_unfit(path, kind=_KIND, save_as=".pptx")
    try:
        deck = Presentation(as_source(transitional(path)))
        outline, hidden, lost = _read(deck)
    except (PythonPptxError, KeyError, ValueError, zipfile.BadZipFile, etree.LxmlError) as error:
        raise damaged(_KIND) from error
    warnings = []
    if hidden:
        warnings.append(f"Hidden slides left out: {', '.join(map(str, hidden))}.")
    if lost:
        warnings.append(f"Damaged slides left out: {', '.join(map(str, lost))}.")
    return Loaded(
        # A slide of a title only says something; one without even that does not.
        sections=tuple(s for s in outline.sections() if s.blocks or not _is_numbered(s)),
        title=one_line(deck.core_properties.title or ""),
        pages=len(deck.slides),
        warnings=tuple(warnings),
    )


def _is_numbered(section: Section) -> bool:
    return bool(_NUMBERED.fullmatch(section.headings[0]))


def _read(deck: Deck) -> tuple[Outline, list[int], list[int]]:
    outline, hidden, lost = Outline(), [], []
    for number in range(1, len(deck.slides) + 1):
        try:
            slide = deck.slides[number - 1]
            if slide.element.get("show") in ("0", "false"):
                hidden.append(number)
            else:
                _add_slide(outline, slide, number)
        except (KeyError, AttributeError, etree.LxmlError):
            # A part that is missing or is no XML costs its own slide.
            lost.append(number)
    return outline, hidden, lost


def _add_slide(outline: Outline, slide: Slide, number: int) -> None:
    tree = slide.shapes._spTree  # its shapes pass over content alternatives
    shapes = list(_shapes(tree, 0))
    title = next((shape for shape in shapes if _placeholder(shape) in ("title", "ctrTitle")), None)
    heading = one_line(" ".join(_paragraphs_text(title))) if title is not None else ""
    outline.heading(1, heading or f"Slide {number}")
    for shape in in_reading_order([s for s in shapes if s is not title], slide):
        _add_shape(outline, shape, slide, number)
    if slide.has_notes_slide:
        notes = slide.notes_slide.notes_text_frame
        text = "" if notes is None else notes.text.replace("\x0b", "\n").strip()
        if text:
            outline.block(f"Notes: {text}", page=number, place="notes")


def _shapes(parent: etree._Element, depth: int) -> Iterator[etree._Element]:
    """Yield what holds text, groups opened, of alternatives the first, hidden shapes left out."""
    if depth > _DEEPEST:
        return
    for child in parent:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "grpSp":
            yield from _shapes(child, depth + 1)
        elif name == "AlternateContent":
            choice = next(iter(child), None)
            if choice is not None:
                yield from _shapes(choice, depth + 1)
        elif name in ("sp", "graphicFrame", "cxnSp", "pic") and not _is_hidden(child):
            yield child


def _is_hidden(shape: etree._Element) -> bool:
    properties = shape.find(f"*/{qn('p:cNvPr')}")
    return properties is not None and properties.get("hidden") in ("1", "true")


def _placeholder(shape: etree._Element) -> str:
    found = shape.find(f"*/*/{qn('p:ph')}")
    return "" if found is None else str(found.get("type") or "body")


def _add_shape(outline: Outline, shape: etree._Element, slide: Slide, number: int) -> None:
    if _placeholder(shape) in _UNTOLD:
        return
    if shape.tag == qn("p:pic"):
        outline.block(_alternative(shape), page=number)
        return
    table = next(shape.iter(qn("a:tbl")), None)
    if table is not None:
        add_table(outline, _rows(table), page=number)
        return
    related = _related_texts(shape, slide)
    if related:
        outline.block("\n".join(related), BlockKind.LIST, page=number)
        return
    body = shape.find(qn("p:txBody"))
    if body is None:
        return
    paragraphs = list(_paragraphs(body))
    is_list = len(paragraphs) > 1 and bool(_placeholder(shape) or any(d for d, _ in paragraphs))
    if is_list:
        text = "\n".join(f"{'  ' * depth}- {text}" for depth, text in paragraphs)
        outline.block(text, BlockKind.LIST, page=number)
    else:
        outline.block("\n".join(text for _, text in paragraphs), page=number)


def _alternative(picture: etree._Element) -> str:
    """Return what stands for a picture where it is not seen, unless a program made it up."""
    properties = picture.find(f"*/{qn('p:cNvPr')}")
    stated = one_line(str(properties.get("descr") or "")) if properties is not None else ""
    is_name = " " not in stated and "." in stated
    return "" if is_name or stated.endswith(_MADE_UP) else stated


def _paragraph_text(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph))


def _paragraphs(body: etree._Element) -> Iterator[tuple[int, str]]:
    for paragraph in body.iter(qn("a:p")):
        text = one_line("".join(_pieces(paragraph)))
        if text:
            found = paragraph.find(qn("a:pPr"))
            level = "0" if found is None else str(found.get("lvl") or "0")
            yield int(level) if level.isdigit() else 0, text


def _paragraphs_text(shape: etree._Element) -> list[str]:
    return [text for _, text in _paragraphs(shape)]


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    """Yield what a paragraph's runs show, raised marks apart, without what is struck out."""
    before = ""
    for element in paragraph.iter(qn("a:t"), qn("a:br")):
        text = " " if element.tag == qn("a:br") else (element.text or "")
        parent = element.getparent()
        properties = None if parent is None else parent.find(qn("a:rPr"))
        if properties is not None and properties.get("strike", "noStrike") != "noStrike":
            continue
        if properties is not None and _RAISED_BY.match(str(properties.get("baseline") or "")):
            text = raised(before, text)
        before = text
        yield text


def _rows(table: etree._Element) -> list[GridRow]:
    """Return a table's rows; cells that go on from above or from the left are marked so."""
    above: dict[int, str] = {}
    rows = [list(_cells(row, above)) for row in table.iter(qn("a:tr"))]
    return laid_out(rows)


def _cells(row: etree._Element, above: dict[int, str]) -> Iterator[SpanningCell]:
    for column, cell in enumerate(row.iter(qn("a:tc"))):
        if cell.get("hMerge") in _ON:
            continue
        text = one_line("; ".join(_paragraphs_text(cell)))
        above[column] = above.get(column, text) if cell.get("vMerge") in _ON else text
        across = str(cell.get("gridSpan") or "1")
        wide = int(across) if across.isdecimal() and len(across) <= _SPAN_DIGITS else 1
        yield SpanningCell(above[column], max(1, wide))


def _related_texts(shape: etree._Element, slide: Slide) -> list[str]:
    """Return what a diagram (SmartArt) or a chart says; both stand in parts of their own."""
    data = next(shape.iter(qn("a:graphicData")), None)
    if data is None:
        return []
    for child in data:
        for name, value in child.attrib.items():
            if str(name).endswith(("}dm", "}id")) and str(value) in slide.part.rels:
                part = slide.part.rels[str(value)].target_part
                return list(texts_of(part.blob, _paragraph_text))
    return []
