"""Puts a slide's shapes into the order in which they are read, where they were drawn in another."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree
from pptx.oxml.ns import qn
from pptx.slide import Slide

_MOST_COMPARED = 200
_LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a shape stands, in English Metric Units from the slide's upper left corner."""

    left: int
    top: int
    right: int
    bottom: int

    def is_above(self, other: _Place) -> bool:
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


def _is_above(one: _Place | None, other: _Place | None) -> bool:
    return one is not None and other is not None and one.is_above(other)


def _place(shape: etree._Element | None) -> _Place | None:
    if shape is None:
        return None
    frame = next(shape.iter(qn("a:xfrm"), qn("p:xfrm")), None)
    offset = None if frame is None else frame.find(qn("a:off"))
    extent = None if frame is None else frame.find(qn("a:ext"))
    if offset is None or extent is None:
        return None
    left, top = _number(offset.get("x")), _number(offset.get("y"))
    return _Place(left, top, left + _number(extent.get("cx")), top + _number(extent.get("cy")))


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
