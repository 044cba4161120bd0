"""Puts the fields of a PDF form where they stand on the page: behind their label, in their line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.loaders.pdf_forms import FormField
from ingest.loaders.pdf_lines import WIDE_GAP, Cell, Line

_USUAL_SIZE = 10.0
_GENERATED = re.compile(r"\b\w*(?:field|box|list|button|text)_?\d*", re.I)
"""How form designers name a field that nobody named."""


def with_fields(lines: Sequence[Line], fields: Sequence[FormField], page: int) -> list[Line]:
    """Return the lines of a page with what its fields show among them.

    A field joins the words of its own line; where there are none, it is a line of its own, after
    its label, below the nearest line above it.
    """
    placed = list(lines)
    for field in sorted(fields, key=lambda each: (-each.place.top, each.place.left)):
        own = next((i for i, line in enumerate(placed) if _stands_in(line, field)), None)
        if own is not None:
            placed[own] = _joined(placed[own], field)
        else:
            placed.insert(_after(placed, field), _alone(field, placed, page))
    return placed


def _stands_in(line: Line, field: FormField) -> bool:
    if line.table or not line.upright:
        return False
    middle = (line.bottom + line.top) / 2
    one_holds_the_other = field.place.bottom <= middle <= field.place.top
    return one_holds_the_other or line.bottom <= _middle(field) <= line.top


def _joined(line: Line, field: FormField) -> Line:
    """Put the field among the cells of its line, joined to the one it stands close to."""
    place, near = field.place, WIDE_GAP * line.size
    before = [cell for cell in line.cells if cell.left < place.left]
    after = list(line.cells[len(before) :])
    if field.is_tick and after and after[0].left - place.right < near:
        words = after.pop(0)
        made = Cell(f"{field.text} {words.text}", place.left, max(place.right, words.right))
    elif not field.is_tick and before and place.left - before[-1].right < near:
        words = before.pop()
        made = Cell(f"{words.text} {field.text}", words.left, max(place.right, words.right))
    else:
        made = Cell(_told(field), place.left, place.right)
    # A label in bold that is filled in is no heading.
    return replace(line, cells=(*before, made, *after), bold=False)


def _told(field: FormField) -> str:
    """Return what a field shows after the label that it carries, for want of words beside it."""
    if not field.label or _GENERATED.fullmatch(field.label):
        return field.text
    return f"{field.text} {field.label}" if field.is_tick else f"{field.label}: {field.text}"


def _alone(field: FormField, lines: Sequence[Line], page: int) -> Line:
    place = field.place
    size = lines[max(0, _after(lines, field) - 1)].size if lines else _USUAL_SIZE
    return Line(
        cells=(Cell(_told(field), place.left, place.right),),
        bottom=place.bottom,
        top=place.top,
        size=size,
        bold=False,
        share=0.5,  # never taken for a running head or foot: what was filled in is no furniture
        page=page,
    )


def _after(lines: Sequence[Line], field: FormField) -> int:
    """Return where a field goes among lines none of which it stands in."""
    above = [(line.bottom, i) for i, line in enumerate(lines) if line.bottom >= _middle(field)]
    return min(above, default=(0.0, -1))[1] + 1


def _middle(field: FormField) -> float:
    return (field.place.bottom + field.place.top) / 2
