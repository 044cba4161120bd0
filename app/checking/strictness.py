"""Strict answers: what no passage carries is struck before the reader has the final text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answers import Sentence, Support
from app.checking.support import check_sentences
from app.writing.citing import MarkerRewriter
from knowledge.passages import Passage

_MOST_STRUCK = 0.5
_MARKERS = r"(?:[ \t]*\[\d+\])*"


@dataclass(frozen=True, slots=True)
class Struck:
    """What is left of an answer, its markers numbered anew, and how many sentences are gone."""

    text: str
    cited: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    struck: int


def strike(text: str, sentences: Sequence[Sentence], cited: Sequence[Passage]) -> Struck | None:
    """Take the unsupported sentences out; None when too little would be left to be an answer."""
    wrong = [s for s in sentences if s.support is Support.UNSUPPORTED]
    if len(wrong) > _MOST_STRUCK * len(sentences):
        return None
    for sentence in wrong:
        text, times = re.subn(_as_written(sentence.text), "", text, count=1)
        if not times:
            return None
    markers = MarkerRewriter(len(cited))
    left = _tidied(markers.feed(text) + markers.flush())
    kept = tuple(cited[number - 1] for number in markers.order)
    before = {sentence.text: sentence.support for sentence in sentences}
    # What a second reader made of a sentence holds for it still (app/checking/second_reading.py).
    judged = tuple(
        replace(each, support=before.get(each.text, each.support))
        for each in check_sentences(left, kept)
    )
    if not kept or any(s.support is Support.UNSUPPORTED for s in judged):
        return None
    return Struck(left, kept, judged, len(wrong))


def _as_written(sentence: str) -> str:
    """Return a pattern for a sentence as it stands in the answer, with its markers and bullet."""
    body = rf"{_MARKERS}\s*".join(re.escape(part) for part in re.split(r"\s+", sentence) if part)
    # A marker may stand before the full stop or after it.
    body = re.sub(r"(\\?[.!?])$", lambda stop: _MARKERS + stop.group(), body)
    return rf"(?:(?m:^)[ \t]*(?:[-*]|\d+[.)])[ \t]+)?{body}{_MARKERS}[ \t]*"


def _tidied(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()
