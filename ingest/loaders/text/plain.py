"""Loads plain text: paragraphs between blank lines, headings, lists and tables as people type."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.outline import Loaded, Outline, table_text
from ingest.metadata.front_matter import split_front_matter
from knowledge.domain.documents import BlockKind

_UNDERLINE = re.compile(r"^\s*(={3,}|-{3,}|~{3,})\s*$")
_HASHES = re.compile(r"^(#{1,6})\s+(\S.*)$")
_ITEM = re.compile(r"^\s*(?:[-*\u2022\u25aa\u2013]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_RULE_ROW = re.compile(r"^[\s|:+=-]+$")
_LONGEST_HEADING = 90
_TABLE_LINES = 2


def load_plain_text(path: Path) -> Loaded:
    """Read a text file in whatever encoding it is."""
    front = split_front_matter(decode(path.read_bytes()))
    outline = Outline()
    for paragraph in _paragraphs(front.body):
        _add(outline, paragraph)
    sections = outline.sections()
    title = sections[0].headings[0] if sections and sections[0].headings else ""
    return Loaded(
        sections=sections, title=title, front_matter=front.values, warnings=front.warnings
    )


def _paragraphs(text: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line.rstrip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _add(outline: Outline, lines: list[str]) -> None:
    """Add a paragraph's lines, cut where their kind changes."""
    run: list[str] = []
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else ""
        hashes = _HASHES.match(line)
        if hashes:
            _flush(outline, run)
            outline.heading(len(hashes[1]), hashes[2].rstrip("#").rstrip() or hashes[2][:1])
        elif _UNDERLINE.match(line) and run and len(run[-1]) <= _LONGEST_HEADING:
            heading = run.pop()
            _flush(outline, run)
            outline.heading(1 if "=" in line else 2, heading)
        elif _UNDERLINE.match(line):
            continue
        else:
            if run and _kind(line) != _kind(run[-1]) and not _UNDERLINE.match(following):
                _flush_unless_hanging(outline, run, line)
            run.append(line)
    if len(lines) == 1 and _shouts(lines[0]) and run:
        outline.heading(2, run.pop())
    _flush(outline, run)


def _flush_unless_hanging(outline: Outline, run: list[str], line: str) -> None:
    hanging = _kind(run[-1]) is BlockKind.LIST and _kind(line) is BlockKind.PARAGRAPH
    if not (hanging and line[:1].isspace()):
        _flush(outline, run)


def _flush(outline: Outline, run: list[str]) -> None:
    if not run:
        return
    kind = _kind(run[0])
    if kind is BlockKind.TABLE and len(run) >= _TABLE_LINES:
        outline.block(table_text(_rows(run)), BlockKind.TABLE)
    else:
        outline.block(
            "\n".join(run), BlockKind.LIST if kind is BlockKind.LIST else BlockKind.PARAGRAPH
        )
    run.clear()


def _kind(line: str) -> BlockKind:
    if _ITEM.match(line):
        return BlockKind.LIST
    stripped = line.strip()
    if stripped.count("|") > 1 and stripped.startswith("|") and stripped.endswith("|"):
        return BlockKind.TABLE
    return BlockKind.PARAGRAPH


def _rows(lines: list[str]) -> list[list[str]]:
    kept = (line for line in lines if not _RULE_ROW.match(line))
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in kept]


def _shouts(line: str) -> bool:
    """Tell whether a line that stands alone is a heading in capitals."""
    text = line.strip()
    letters = [char for char in text if char.isalpha()]
    cased = all(char.isupper() for char in letters)
    return len(letters) > 1 and cased and len(text) <= _LONGEST_HEADING and not text.endswith(",")
