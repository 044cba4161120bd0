"""A model's stream read to its end, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from app.writing.cleaning.answer_text import AnswerText

REFUSED = "<refused>"


def cleaned(pieces: Iterable[str], *, passages: int = 6, unopened: bool = False) -> str:
    """Return the answer in the pieces, as a writer takes it; `REFUSED` where it refuses."""
    text = AnswerText(passages, unopened=unopened)
    shown: list[str] = []
    for piece in chain(pieces, [None]):
        before = text.begun_anew
        part = text.flush() if piece is None or text.done else text.feed(piece)
        shown = [part] if text.begun_anew > before else [*shown, part]
    return REFUSED if text.refused else "".join(shown).strip()
