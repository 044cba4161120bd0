"""Reads what a workbook's sheets say beside their values: hidden rows, merged cells, notes."""

from __future__ import annotations

import contextlib
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.loaders.content.marks import raised
from ingest.loaders.content.outline import one_line
from ingest.loaders.office.package import Package
from ingest.loaders.tables.rows import GridRow

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ON = ("1", "true")
_MOST_MERGED = 20_000
_MOST_HELD = 200
"""Merged cells that hang down at one row; a sheet that a person made has a few."""
_MOST_COLUMNS = 16_384
_THREADED_NOTICE = "[Threaded comment]"
_LONGEST_NOTE = 500
_LONGEST_AGAIN = 200
"""A cell with more words is told in its first row only."""
_NEIGHBOURS = 12


@dataclass(frozen=True, slots=True)
class MergedCell:
    """The rows and columns of a merged cell, counted from 1, both ends inside."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class SheetLayout:
    """What stands around the values of one sheet; rows and columns count from 1."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[MergedCell] = field(default_factory=list)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    """Of cells that hold their own words in several fonts, which openpyxl joins."""
    uncalculated: list[str] = field(default_factory=list)


class MergedRows:
    """Tells merged cells in the rows that they span, row after row from the top."""

    def __init__(self, merged: list[MergedCell]) -> None:
        self._waiting = sorted(merged, key=lambda cell: -cell.first_row)
        self._held: dict[int, tuple[MergedCell, str]] = {}

    def told(self, number: int, cells: list[str]) -> list[tuple[int, int]]:
        """Fill a row's merged cells in; return those over several columns, counted from 0."""
        while self._waiting and self._waiting[-1].first_row <= number:
            cell = self._waiting.pop()
            if cell.first_row == number and len(self._held) < _MOST_HELD:
                at = cell.first_column - 1
                self._held[at] = (cell, cells[at] if at < len(cells) else "")
        has_own = any(cells)
        wide = []
        for at, (cell, text) in list(self._held.items()):
            if cell.last_row < number:
                del self._held[at]
            elif has_own and text and (len(text) <= _LONGEST_AGAIN or cell.first_row == number):
                cells += [""] * (at + 1 - len(cells))
                cells[at] = text
                if cell.last_column > cell.first_column:
                    wide.append((at, cell.last_column - 1))
        return wide


def read_layouts(package: Package) -> dict[str, SheetLayout]:
    """Return each sheet's layout by the name of its part, such as "xl/worksheets/sheet1.xml"."""
    with zipfile.ZipFile(package) as archive:
        parts = set(archive.namelist())
        sheets = [n for n in sorted(parts) if re.fullmatch(r"xl/worksheets/[^/]{1,200}\.xml", n)]
        return {name: _layout(archive, name, parts) for name in sheets}


def visible_row(
    number: int, texts: list[str], merged: list[tuple[int, int]], hidden: set[int]
) -> GridRow:
    """Return a row without hidden columns, which count from 1; `merged` counts from 0."""
    width = len(texts)
    spans = [(first, last) for first, last in merged if first < width]
    if not hidden:
        return GridRow(number, tuple(texts), tuple(spans))
    columns = max([width, *(last + 1 for _, last in spans)])
    kept = [column for column in range(columns) if column + 1 not in hidden]
    place = {column: position for position, column in enumerate(kept)}
    shown_spans = []
    for first, last in spans:
        inside = [place[column] for column in range(first, last + 1) if column in place]
        if inside and first not in place:
            # Its first column is hidden, but a part of it shows.
            texts += [""] * (kept[inside[0]] + 1 - len(texts))
            texts[kept[inside[0]]] = texts[first]
        if len(inside) > 1:
            shown_spans.append((inside[0], inside[-1]))
    cells = tuple(texts[column] for column in kept if column < len(texts))
    return GridRow(number, cells, tuple(shown_spans))


def column_of(place: str) -> tuple[int, int] | None:
    """Return the row and column of a place such as "B12", counted from 1."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return None
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found.group(2)), column


def _layout(archive: zipfile.ZipFile, name: str, parts: set[str]) -> SheetLayout:
    layout = SheetLayout()
    tags = [f"{_MAIN}{tag}" for tag in ("c", "row", "col", "mergeCell")]
    row = 0
    with archive.open(name) as part:
        for _, element in etree.iterparse(part, tag=tags, resolve_entities=False):
            if element.tag == f"{_MAIN}c":
                _take_cell(layout, element)
                element.clear()
            elif element.tag == f"{_MAIN}row":
                number = str(element.get("r") or "")
                row = int(number) if number.isdecimal() else row + 1
                if element.get("hidden") in _ON:
                    layout.hidden_rows.add(row)
                element.clear()
            elif element.tag == f"{_MAIN}col":
                layout.hidden_columns |= _hidden_columns(element)
            elif len(layout.merged) < _MOST_MERGED:
                layout.merged += _merged(str(element.get("ref") or ""))
    # A damaged part costs its notes only.
    with contextlib.suppress(etree.XMLSyntaxError):
        layout.notes = _notes(archive, name, parts)
    return layout


def _take_cell(layout: SheetLayout, cell: etree._Element) -> None:
    # A text that was worked out to be empty is a value too.
    is_formula = cell.find(f"{_MAIN}f") is not None and cell.get("t") != "str"
    if is_formula and not cell.findtext(f"{_MAIN}v"):
        layout.uncalculated.append(str(cell.get("r") or "?"))
    runs = cell.findall(f"{_MAIN}is/{_MAIN}r")
    place = column_of(str(cell.get("r") or "")) if runs else None
    if place is not None:
        layout.texts[place] = one_line(joined_runs(map(_run, runs)))


def _run(run: etree._Element) -> tuple[str, bool, bool]:
    """Return a run's words, whether they are raised, and whether they are struck out."""
    align, strike = run.find(f"{_MAIN}rPr/{_MAIN}vertAlign"), run.find(f"{_MAIN}rPr/{_MAIN}strike")
    is_raised = align is not None and align.get("val") == "superscript"
    is_struck = strike is not None and strike.get("val", "1") in _ON
    return run.findtext(f"{_MAIN}t") or "", is_raised, is_struck


def joined_runs(runs: Iterable[tuple[str, bool, bool]]) -> str:
    """Join words, each with whether it is raised, which stand apart, and struck, which go."""
    told = ""
    for text, is_raised, is_struck in runs:
        if not is_struck:
            told += raised(told[-_NEIGHBOURS:], text) if is_raised else text
    return told


def _hidden_columns(column: etree._Element) -> set[int]:
    first, last = str(column.get("min") or ""), str(column.get("max") or "")
    if column.get("hidden") not in _ON or not (first.isdecimal() and last.isdecimal()):
        return set()
    return set(range(int(first), min(int(last), _MOST_COLUMNS) + 1))


def _merged(place: str) -> Iterator[MergedCell]:
    first, _, last = place.partition(":")
    start, end = column_of(first), column_of(last)
    if start is not None and end is not None and start[0] <= end[0] and start[1] <= end[1]:
        yield MergedCell(start[0], end[0], start[1], end[1])


def _notes(archive: zipfile.ZipFile, sheet: str, parts: set[str]) -> dict[tuple[int, int], str]:
    """Return a sheet's notes by their cell; a discussion's texts one after the other."""
    notes: dict[tuple[int, int], str] = {}
    folder, name = posixpath.split(sheet)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in parts:
        return notes
    for relation in _root(archive, relations):
        kind, target = str(relation.get("Type") or ""), str(relation.get("Target") or "")
        path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        if not kind.endswith(("/comments", "/threadedComment")) or path not in parts:
            continue
        for place, text in _texts(_root(archive, path)):
            if text and text not in notes.get(place, ""):
                notes[place] = f"{notes[place]} {text}" if place in notes else text
    return notes


def _root(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)


def _texts(root: etree._Element) -> Iterator[tuple[tuple[int, int], str]]:
    authors = {one_line(a.text or "") for a in root.iter(f"{_MAIN}author")}
    for note in root.iter(f"{_MAIN}comment", f"{_THREADED}threadedComment"):
        place = column_of(str(note.get("ref") or ""))
        tag = f"{_MAIN}t" if note.tag == f"{_MAIN}comment" else f"{_THREADED}text"
        text = one_line("".join(part.text or "" for part in note.iter(tag)))
        # Excel writes who made the note before it, and a notice for programs before 2019.
        author, _, rest = text.partition(":")
        text = rest.strip() if author in authors and rest else text
        if place is not None and not text.startswith(_THREADED_NOTICE):
            yield place, text[:_LONGEST_NOTE]
