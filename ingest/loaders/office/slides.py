"""Loads PowerPoint presentations: a section for each slide, its notes at its end."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from ingest.loaders.content.marks import raised
from ingest.loaders.content.outline import Loaded, Outline, one_line
from ingest.loaders.office.cells import formatted
from ingest.loaders.office.package import as_source, damaged, refuse_unfit, transitional
from ingest.loaders.tables.blocks import add_table
from ingest.loaders.tables.rows import GridRow, SpanningCell, laid_out
from knowledge.domain.documents import BlockKind, Section

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


# Tells what a slide's diagram or chart says: its texts, its numbers as they are shown.


_OFF = ("0", "false")


def texts_of(blob: bytes, text_of: Callable[[etree._Element], str]) -> Iterator[str]:
    """Yield the lines of a diagram's or chart's part; `text_of` reads a paragraph."""
    root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    if etree.QName(root).localname == "dataModel":
        for paragraph in root.iter(qn("a:p")):
            text = one_line(text_of(paragraph))
            if text:
                yield f"- {text}"
        return
    title = next(root.iter(qn("c:title")), None)
    if title is not None:
        yield one_line(" ".join(map(text_of, title.iter(qn("a:p")))))
    axis = next((_stated_format(axis) for axis in root.iter(qn("c:valAx"))), "")
    for series in root.iter(qn("c:ser")):
        yield _series(series, axis)


def _series(series: etree._Element, axis: str) -> str:
    name = " ".join(_values(series, "c:tx"))
    labels = _values(series, "c:cat") or _values(series, "c:xVal")
    label_format = next((_stated_format(each) for each in series.iter(qn("c:dLbls"))), "")
    found = _values(series, "c:val", label_format, axis) or _values(series, "c:yVal", label_format)
    pairs = zip(labels, found, strict=False) if labels else ((value, "") for value in found)
    said = ", ".join(f"{a} {b}".strip() for a, b in pairs)
    return f"- {name}: {said}" if name else f"- {said}"


def _values(series: etree._Element, name: str, *formats: str) -> list[str]:
    """Return a series' texts or numbers; a label's format goes before the cells' and the axis's."""
    part = series.find(qn(name))
    if part is None:
        return []
    own = next((str(code.text or "") for code in part.iter(qn("c:formatCode"))), "")
    codes = [*formats[:1], own, *formats[1:]]
    return [_shown(value.text or "", codes) for value in part.iter(qn("c:v"))]


def _shown(text: str, codes: list[str]) -> str:
    try:
        number = float(text)
    except ValueError:
        return text
    return next((shown for code in codes if (shown := formatted(number, code)) is not None), text)


def _stated_format(element: etree._Element) -> str:
    """Return the format of numbers that labels or an axis state for themselves."""
    found = element.find(qn("c:numFmt"))
    if found is None or found.get("sourceLinked", "0") not in _OFF:
        return ""
    return str(found.get("formatCode") or "")


# Puts a slide's shapes into the order in which they are read, where they were drawn in another.


_MOST_COMPARED = 200
_LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class _ShapePlace:
    """Where a shape stands, in English Metric Units from the slide's upper left corner."""

    left: int
    top: int
    right: int
    bottom: int

    def is_above(self, other: _ShapePlace) -> bool:
        """Tell whether it stands over another, in the same column, by at least half of each."""
        over = (
            self.top + self.bottom < other.top + other.bottom
            and self.bottom <= (other.top + other.bottom) // 2
        )
        return over and min(self.right, other.right) > max(self.left, other.left)


def in_reading_order(shapes: list[etree._Element], slide: Slide) -> list[etree._Element]:
    """Return the shapes as they were drawn, but each after those that stand above it.

    The order of drawing is mostly that of reading, in columns and around pictures, too; only where
    it runs upwards in a column it is none.
    """
    if len(shapes) > _MOST_COMPARED:
        return shapes
    places = [_place(shape) or _place(_drawn_for(shape, slide)) for shape in shapes]
    left = list(range(len(shapes)))
    groups = [shape.getparent() for shape in shapes]
    # Each group has a measure of its own.
    above = {
        i: {j for j in left if groups[i] is groups[j] and _is_above(places[j], places[i])}
        for i in left
    }
    order: list[int] = []
    while left:
        following = next(i for i in left if not above[i])
        left.remove(following)
        order.append(following)
        for others in above.values():
            others.discard(following)
    return [shapes[i] for i in order]


def _is_above(one: _ShapePlace | None, other: _ShapePlace | None) -> bool:
    return one is not None and other is not None and one.is_above(other)


def _place(shape: etree._Element | None) -> _ShapePlace | None:
    if shape is None:
        return None
    frame = next(shape.iter(qn("a:xfrm"), qn("p:xfrm")), None)
    offset = None if frame is None else frame.find(qn("a:off"))
    extent = None if frame is None else frame.find(qn("a:ext"))
    if offset is None or extent is None:
        return None
    left, top = _number(offset.get("x")), _number(offset.get("y"))
    return _ShapePlace(left, top, left + _number(extent.get("cx")), top + _number(extent.get("cy")))


def _number(value: str | None) -> int:
    text = value or "0"
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) <= _LONGEST_NUMBER else 0


def _drawn_for(shape: etree._Element, slide: Slide) -> etree._Element | None:
    """Return the layout's placeholder that a shape takes its place from."""
    own = shape.find(f"*/*/{qn('p:ph')}")
    if own is None:
        return None
    for other in slide.slide_layout.shapes._spTree.iter(qn("p:sp")):
        found = other.find(f"*/*/{qn('p:ph')}")
        same = found is not None and found.get("idx", "0") == own.get("idx", "0")
        if same and found is not None and found.get("type", "obj") == own.get("type", "obj"):
            return other
    return None
