"""Reads a Word document's paragraph styles: which are headings, which number their paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from ingest.loaders.content.marks import lettered, ordinal, roman

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


# Counts a Word document's numbered paragraphs, since their numbers are nowhere in its text.


_PLACE = re.compile(r"%([1-9])")
_BULLETS = ("bullet", "none", "")
_LONGEST_NUMBER = 9
_WRITTEN: dict[str, Callable[[int], str]] = {
    "lowerLetter": lettered,
    "upperLetter": lambda count: lettered(count).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda count: roman(count).upper(),
    "decimalZero": lambda count: f"{count:02}",
    "ordinal": ordinal,
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is counted and written; `style` is that of its paragraphs."""

    kind: str = ""
    pattern: str = ""
    start: int = 1
    style: str = ""
    in_figures: bool = False
    restarts: bool = True


@dataclass(frozen=True, slots=True)
class _List:
    """A list: its series, which counts, its levels, and those that it restarts."""

    series: str
    levels: dict[int, _Level]
    anew: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """Knows the lists of one document and counts on as paragraphs come."""

    lists: dict[str, _List] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def depth_of(self, list_id: str, style: str) -> int:
        """Return the level of a list whose paragraphs have a style, the first if none says so."""
        levels = self.lists[list_id].levels if list_id in self.lists else {}
        return next((depth for depth, level in levels.items() if style and level.style == style), 0)

    def mark(self, list_id: str, depth: int) -> str:
        """Return the next item's number ("2.", "b)", "1.3"), or nothing for a bullet."""
        found = self.lists.get(list_id)
        level = found.levels.get(depth) if found else None
        if found is None or level is None:
            return ""
        counts = self.counts.setdefault(found.series, {})
        if depth in found.anew and (list_id, depth) not in self._begun:
            counts[depth] = found.anew[depth] - 1
        self._begun.add((list_id, depth))
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [known for known in counts if known > depth]:
            if found.levels.get(deeper, _Level()).restarts:
                del counts[deeper]
        if level.kind in _BULLETS:
            return ""
        return _PLACE.sub(
            lambda place: _count(found, counts, int(place[1]) - 1, in_figures=level.in_figures),
            level.pattern,
        ).strip()


def _count(found: _List, counts: dict[int, int], depth: int, *, in_figures: bool) -> str:
    level = found.levels.get(depth, _Level())
    count = counts.get(depth, level.start)
    return str(count) if in_figures else _WRITTEN.get(level.kind, str)(count)


def numbering_of(word: WordFile) -> Numbering:
    """Return the numbering of a document, empty where it has none."""
    related = [r for r in word.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.NUMBERING]
    if not related or related[0].is_external:
        return Numbering()
    root = etree.fromstring(
        related[0].target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True)
    )
    elements = {str(s.get(qn("w:abstractNumId"))): s for s in root.findall(qn("w:abstractNum"))}
    by_style = {
        style: name for name, each in elements.items() if (style := _value(each, "w:styleLink"))
    }
    levels = {name: _levels(each) for name, each in elements.items()}
    numbering = Numbering()
    for listed in root.findall(qn("w:num")):
        series = _value(listed, "w:abstractNumId")
        if series in elements:
            # A series may only name the style of the one that has the levels.
            series = by_style.get(_value(elements[series], "w:numStyleLink"), series)
            overrides = listed.findall(qn("w:lvlOverride"))
            own = {depth: level for each in overrides for depth, level in _levels(each).items()}
            anew = {
                _number(each.get(qn("w:ilvl")), 0): _number(start, 1)
                for each in overrides
                if (start := _value(each, "w:startOverride"))
            }
            numbering.lists[str(listed.get(qn("w:numId")))] = _List(
                series, {**levels[series], **own}, anew
            )
    return numbering


def _levels(element: etree._Element) -> dict[int, _Level]:
    return {
        _number(level.get(qn("w:ilvl")), 0): _Level(
            kind=_value(level, "w:numFmt"),
            pattern=_value(level, "w:lvlText"),
            start=_number(_value(level, "w:start"), 1),
            style=_value(level, "w:pStyle"),
            in_figures=level.find(qn("w:isLgl")) is not None,
            restarts=_value(level, "w:lvlRestart") != "0",
        )
        for level in element.findall(qn("w:lvl"))
    }


def _value(element: etree._Element, name: str) -> str:
    found = element.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val")) or "")


def _number(value: object, otherwise: int) -> int:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else otherwise
