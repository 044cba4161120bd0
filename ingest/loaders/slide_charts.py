"""Tells what a slide's diagram or chart says: its texts, its numbers as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree
from pptx.oxml.ns import qn

from ingest.loaders.number_formats import formatted
from ingest.loaders.outline import one_line

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
