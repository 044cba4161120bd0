"""Counts a Word document's numbered paragraphs, since their numbers are nowhere in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LETTERS = 26
_BULLETS = ("bullet", "none", "")


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str = ""
    pattern: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Knows the lists of one document and counts on as paragraphs come."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def mark(self, list_id: str, depth: int) -> str:
        """Return the next item's number ("2.", "b)", "1.3"), or nothing for a bullet."""
        series = self.lists.get(list_id, "")
        level = self.levels.get(series, {}).get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(series, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [known for known in counts if known > depth]:
            del counts[deeper]
        if level.kind in _BULLETS:
            return ""
        return _PLACE.sub(lambda found: self._count(series, int(found.group(1)) - 1), level.pattern)

    def _count(self, series: str, depth: int) -> str:
        level = self.levels[series].get(depth, _Level())
        return _written(self.counts[series].get(depth, level.start), level.kind)


def numbering_of(word: WordFile) -> Numbering:
    """Return the numbering of a document, empty where it has none."""
    numbering = Numbering()
    related = [r for r in word.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.NUMBERING]
    if not related or related[0].is_external:
        return numbering
    root = etree.fromstring(
        related[0].target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True)
    )
    for series in root.findall(qn("w:abstractNum")):
        identifier = str(series.get(qn("w:abstractNumId")))
        numbering.levels[identifier] = dict(map(_level, series.findall(qn("w:lvl"))))
    for listed in root.findall(qn("w:num")):
        reference = listed.find(qn("w:abstractNumId"))
        if reference is not None:
            name = str(listed.get(qn("w:numId")))
            numbering.lists[name] = str(reference.get(qn("w:val")))
            if listed.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}") is not None:
                # A list that begins anew counts by itself.
                own = f"{numbering.lists[name]}/{name}"
                numbering.levels[own] = numbering.levels.get(numbering.lists[name], {})
                numbering.lists[name] = own
    return numbering


def _level(level: etree._Element) -> tuple[int, _Level]:
    start = _value(level, "w:start")
    return int(level.get(qn("w:ilvl")) or 0), _Level(
        kind=_value(level, "w:numFmt"),
        pattern=_value(level, "w:lvlText"),
        start=int(start) if start.isdigit() else 1,
    )


def _value(element: etree._Element, name: str) -> str:
    found = element.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val")) or "")


def _written(count: int, kind: str) -> str:
    match kind:
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (count - 1) % _LETTERS) * ((count - 1) // _LETTERS + 1)
            return letter.upper() if kind == "upperLetter" else letter
        case "lowerRoman" | "upperRoman":
            roman = _roman(count)
            return roman.upper() if kind == "upperRoman" else roman
        case _:
            return str(count)


def _roman(count: int) -> str:
    written = ""
    for value, sign in ((50, "l"), (40, "xl"), *_ROMAN):
        while count >= value:
            written, count = written + sign, count - value
    return written
