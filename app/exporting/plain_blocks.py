"""An answer's Markdown as plain blocks, for what leaves the page: cards and exported files.

Links, pictures and raw HTML stay the characters they are written in, as on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.views.presenting_text import visible

MARKERS = re.compile(r"(?:(?<!\s)\s+)?\[\d+(?:\s*,\s*\d+)*\]")


class BlockShape(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class PlainBlock:
    """A piece of an answer. `rows` holds a table's cells; `number` is an item's, 0 for a bullet."""

    shape: BlockShape
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    number: int = 0
    depth: int = 0


def plain_blocks(markdown: str, *, markers: bool = True) -> tuple[PlainBlock, ...]:
    """Return an answer's blocks in order; without `markers` the `[n]` are left out."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["link", "image", "autolink", "reference", "html_inline", "html_block"])
    text = visible(markdown)
    if not markers:
        text = MARKERS.sub("", text)
    return tuple(_Blocks(parser.parse(text)).read())


def plain_text(blocks: Sequence[PlainBlock]) -> str:
    """Return blocks as text for a mail or a ticket: list items with a dash, rows with bars."""
    pieces: list[str] = []
    before: PlainBlock | None = None
    for block in blocks:
        close = before is not None and before.shape is block.shape is BlockShape.ITEM
        pieces.append(("\n" if close else "\n\n") if before else "")
        pieces.append(_as_text(block))
        before = block
    return "".join(pieces).strip()


def _as_text(block: PlainBlock) -> str:
    if block.shape is BlockShape.TABLE:
        return "\n".join(" | ".join(row) for row in block.rows)
    if block.shape is BlockShape.ITEM:
        sign = f"{block.number}." if block.number else "-"
        return f"{'  ' * block.depth}{sign} {block.text}"
    return block.text


class _Blocks:
    """Walks Markdown's tokens once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._lists: list[int | None] = []
        self._rows: list[list[str]] = []
        self._item = False

    def read(self) -> Iterator[PlainBlock]:
        for at, token in enumerate(self._tokens):
            self._note_lists(token)
            if token.type == "table_open":
                self._rows = []
            elif token.type == "tr_open":
                self._rows.append([])
            elif token.type == "table_close":
                yield PlainBlock(BlockShape.TABLE, rows=tuple(map(tuple, self._rows)))
            elif token.type in {"fence", "code_block"}:
                yield PlainBlock(BlockShape.CODE, token.content.rstrip("\n"))
            elif token.type == "inline":
                yield from self._inline(self._tokens[at - 1].type, _written(token))

    def _note_lists(self, token: Token) -> None:
        if token.type == "bullet_list_open":
            self._lists.append(None)
        elif token.type == "ordered_list_open":
            self._lists.append(int(token.attrs.get("start", 1)) - 1)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._lists.pop()
        elif token.type == "list_item_open":
            self._item = True
            if self._lists[-1] is not None:
                self._lists[-1] += 1

    def _inline(self, opened_by: str, text: str) -> Iterator[PlainBlock]:
        if opened_by in {"th_open", "td_open"}:
            self._rows[-1].append(text)
        elif opened_by == "heading_open":
            yield PlainBlock(BlockShape.HEADING, text)
        elif self._item and self._lists:
            self._item = False
            yield PlainBlock(
                BlockShape.ITEM, text, number=self._lists[-1] or 0, depth=len(self._lists) - 1
            )
        else:
            yield PlainBlock(BlockShape.PARAGRAPH, text)


def _written(token: Token) -> str:
    """Return an inline token's words without emphasis."""
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    children = token.children or []
    return "".join(breaks.get(child.type, child.content) for child in children).strip()
