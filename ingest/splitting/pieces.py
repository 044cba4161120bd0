"""Cuts blocks into pieces that fit: sentences, lines or rows, at the last resort words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from knowledge.domain.documents import Block, BlockKind
from knowledge.lexical.sentences import sentence_spans

CountTokens = Callable[[Sequence[str]], list[int]]

_LOOKED_BACK = 200
_LINE = re.compile(r"[^\n]+")
_HEADED = (BlockKind.TABLE, BlockKind.RECORD)


@dataclass(frozen=True, slots=True)
class BlockPiece:
    """A stretch of the document's text that stays whole; `header` is its block's first line."""

    start: int
    end: int
    tokens: int
    page: int | None = None
    place: str = ""
    header: str = ""
    header_tokens: int = 0


def whole(block: Block, start: int, tokens: int) -> BlockPiece:
    """Return a block as one piece."""
    return BlockPiece(start, start + len(block.text), tokens, page=block.page, place=block.place)


def cut(
    block: Block, start: int, text: str, *, count_tokens: CountTokens, room: int
) -> list[BlockPiece]:
    """Cut a block that is too long into pieces of at most `room` tokens.

    `text` is the whole document's text, in which the block begins at `start`.
    """
    parts = _parts(block)
    tokens = count_tokens([block.text[a:b] for a, b in parts])
    pieces = [
        BlockPiece(start + a, start + b, t, page=block.page, place=block.place)
        for (a, b), t in zip(parts, tokens, strict=True)
    ]
    if block.kind in _HEADED:
        pieces = _with_header(pieces, text, room)
    return shrink(pieces, text, count_tokens=count_tokens, room=room)


def shrink(
    pieces: list[BlockPiece], text: str, *, count_tokens: CountTokens, room: int
) -> list[BlockPiece]:
    """Halve pieces, at white space where there is any, until all fit; single characters stay."""
    while any(_too_long(piece, room) for piece in pieces):
        halves: list[BlockPiece] = []
        for piece in pieces:
            halves.extend(_halves(piece, text) if _too_long(piece, room) else (piece,))
        fresh = [i for i, half in enumerate(halves) if half.tokens < 0]
        counts = count_tokens([text[halves[i].start : halves[i].end] for i in fresh])
        for i, tokens in zip(fresh, counts, strict=True):
            halves[i] = replace(halves[i], tokens=tokens)
        pieces = halves
    return pieces


def _too_long(piece: BlockPiece, room: int) -> bool:
    return piece.tokens + piece.header_tokens > room and piece.end - piece.start > 1


def _halves(piece: BlockPiece, text: str) -> tuple[BlockPiece, ...]:
    middle = (piece.start + piece.end) // 2
    left = max(text.rfind(" ", piece.start, middle), text.rfind("\n", piece.start, middle))
    at = left if left > piece.start else _between_signs(text, piece.start, middle)
    parts = [
        (a, b) for a, b in (_trimmed(text, piece.start, at), _trimmed(text, at, piece.end)) if a < b
    ]
    return tuple(replace(piece, start=a, end=b, tokens=-1) for a, b in parts)


def _between_signs(text: str, start: int, middle: int) -> int:
    """Return where to cut what has no blank: after a sign near the middle, never in a letter."""
    nearest = max(start, middle - _LOOKED_BACK)
    for at in range(middle, nearest, -1):
        before = text[at - 1]
        if not (before.isalnum() or _goes_on(before) or _goes_on(text[at])):
            return at
    return next((at for at in range(middle, start, -1) if not _goes_on(text[at])), middle)


def _goes_on(sign: str) -> bool:
    """Tell whether a sign belongs to the letter before it: an accent, a joiner, a variant."""
    return unicodedata.category(sign) in {"Mn", "Mc", "Me", "Cf"}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    return end - len(stretch.lstrip()), start + len(stretch.rstrip())


def _parts(block: Block) -> list[tuple[int, int]]:
    if block.kind is BlockKind.PARAGRAPH:
        spans = list(sentence_spans(block.text, 0, len(block.text)))
    else:
        spans = [found.span() for found in _LINE.finditer(block.text)]
    trimmed = (_trimmed(block.text, a, b) for a, b in spans)
    return [(a, b) for a, b in trimmed if a < b]


def _with_header(pieces: list[BlockPiece], text: str, room: int) -> list[BlockPiece]:
    first = pieces[0]
    if first.tokens > room // 2:
        # Repeating a header this long would leave no room for rows.
        return pieces
    header = text[first.start : first.end]
    return [
        first,
        *(replace(p, header=header, header_tokens=first.tokens + 1) for p in pieces[1:]),
    ]
