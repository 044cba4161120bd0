"""Makes loaded sections fit to be split: no hidden characters, no empty parts, no lost headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from knowledge.common.names import JOINERS
from knowledge.domain.documents import Block, Section

_UNUSUAL = re.compile(r"[^\x20-\x7e\n\t]")
_LONGEST_HEADING = 200


def tidy(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Clean texts, drop what is empty, and turn headings over nothing into text.

    A heading with no blocks and no sections below it would be lost, since only blocks are split:
    it becomes a paragraph at the head of the section that follows.
    """
    cleaned = [_cleaned(section) for section in sections]
    return _fold(cleaned)


def visible(text: str) -> str:
    """Return the text without control and format characters, blank lines and trailing blanks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = _UNUSUAL.sub(_shown, text)
    lines = (line.rstrip(" \t") for line in shown.split("\n"))
    return "\n".join(line for line in lines if line)


def _shown(found: re.Match[str]) -> str:
    char = found.group()
    if char in JOINERS or char.isprintable():
        return char
    category = unicodedata.category(char)
    if category in ("Zl", "Zp"):
        return "\n"
    return " " if category == "Zs" else ""


def _cleaned(section: Section) -> Section:
    blocks = [replace(block, text=visible(block.text)) for block in section.blocks]
    kept = [block for block in blocks if block.text.strip()]
    headings = [heading for heading in map(visible, section.headings) if heading.strip()]
    if headings and len(headings[-1]) > _LONGEST_HEADING:
        # A whole paragraph in a heading's clothes: told in full below a shortened heading.
        kept.insert(0, Block(text=headings[-1], page=kept[0].page if kept else None))
    return Section(headings=tuple(map(_shortened, headings)), blocks=tuple(kept))


def _shortened(heading: str) -> str:
    fits = len(heading) <= _LONGEST_HEADING
    return heading if fits else heading[: _LONGEST_HEADING - 1].rstrip() + "\u2026"


def _fold(sections: list[Section]) -> tuple[Section, ...]:
    told = {prefix for section in sections if section.blocks for prefix in _prefixes(section)}
    folded: list[Section] = []
    waiting: list[str] = []
    for section in sections:
        if section.blocks:
            folded.append(_with_texts(section, waiting, at_head=True))
            waiting = []
        for prefix in _prefixes(section):
            if prefix not in told:
                told.add(prefix)
                waiting.append(prefix[-1])
    if waiting and folded:
        folded[-1] = _with_texts(folded[-1], waiting, at_head=False)
    elif waiting:
        folded.append(Section(headings=(), blocks=tuple(Block(text=text) for text in waiting)))
    return tuple(folded)


def _prefixes(section: Section) -> list[tuple[str, ...]]:
    return [section.headings[:depth] for depth in range(1, len(section.headings) + 1)]


def _with_texts(section: Section, texts: list[str], *, at_head: bool) -> Section:
    if not texts:
        return section
    beside = section.blocks[0] if at_head else section.blocks[-1]
    blocks = tuple(Block(text=text, page=beside.page, place=beside.place) for text in texts)
    return replace(
        section, blocks=(*blocks, *section.blocks) if at_head else (*section.blocks, *blocks)
    )
