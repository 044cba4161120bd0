"""Quotations for a question that asks several things: each part from its own passages, in order."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace

from app.domain.answers import Answerer
from app.llm.chat import Ending
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import AnswerContext, AnswerWriter, AskedPart, Note

_MARKER = re.compile(r"\[(\d{1,3})\]")
_MOST_PIECES = 2
"""Of a part: all of them together are to be read at once."""


class PartedWriter:
    """Has another writer quote each part of a question; a question in one piece as it does."""

    def __init__(self, writer: AnswerWriter) -> None:
        self._writer = writer

    @property
    def answerer(self) -> Answerer:
        """Who the other writer is."""
        return self._writer.answerer

    def write(self, context: AnswerContext) -> Generator[str | Note, None, Ending | None]:
        """Yield the answer in pieces, below a label each where things are compared."""
        if not context.parts or context.comparison is not None:
            return (yield from self._writer.write(context))
        shown = _each_once([(part.label, self._pieces(context, part)) for part in context.parts])
        for number, (label, pieces) in enumerate(shown):
            heading = f"#### {label}\n\n" if label else ""
            yield ("\n\n" if number else "") + heading + pieces[0].lstrip()
            yield from pieces[1:]
        if not shown:
            yield NOT_IN_DOCUMENTS
        return None

    def _pieces(self, context: AnswerContext, part: AskedPart) -> list[str]:
        """Return what is quoted for a part, with the markers of the whole answer."""
        passages = tuple(context.passages[number - 1] for number in part.numbers)
        own = replace(
            context, query=part.query, asked=part.query.question, passages=passages, parts=()
        )
        written = [piece for piece in self._writer.write(own) if isinstance(piece, str)]
        if NOT_IN_DOCUMENTS in written:
            return []
        return [_renumbered(piece, part.numbers) for piece in written[:_MOST_PIECES]]


def _each_once(parts: Sequence[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Return the labelled pieces without those said before; the same ones stand below both labels.

    Parts that say nothing of their own are left out.
    """
    shown: list[tuple[str, list[str]]] = []
    said: set[str] = set()
    for label, pieces in parts:
        same = next((n for n, (_, others) in enumerate(shown) if others == pieces), None)
        fresh = [piece for piece in pieces if piece.strip() not in said]
        if same is not None and label:
            shown[same] = f"{shown[same][0]}, {label}", pieces
        elif fresh:
            shown.append((label, fresh))
        said.update(piece.strip() for piece in pieces)
    return shown


def _renumbered(piece: str, numbers: tuple[int, ...]) -> str:
    def whole(match: re.Match[str]) -> str:
        number = int(match[1])
        return f"[{numbers[number - 1]}]" if 1 <= number <= len(numbers) else match.group()

    return _MARKER.sub(whole, piece)
