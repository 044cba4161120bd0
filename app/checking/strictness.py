"""Strict answers: what no passage carries is struck before the reader has the final text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answers import Sentence, Support
from app.checking.support import check_sentences
from app.thinned_texts import Thinned
from app.writing.citing import MarkerRewriter
from knowledge.passages import Passage

_MOST_STRUCK = 0.5
_BETWEEN = re.compile(r"\s+|\[\d+\]")
_MARKERS_AFTER = re.compile(r"(?:[ \t]*+\[\d+\])*[ \t]*+")
_BULLET = re.compile(r"(?:[-*]|\d{1,4}[.)])")
_SPACES = " \t"


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
        place = _as_written(sentence.text, text)
        if place is None:
            return None
        text = text[: place[0]] + text[place[1] :]
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


def _as_written(sentence: str, text: str) -> tuple[int, int] | None:
    """Return where a sentence stands in the answer, with its markers and its bullet."""
    found = Thinned.of(text, _BETWEEN).find(sentence)
    if found is None:
        return None
    start, end = found
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    if before[-1:] in {" ", "\t"} and _BULLET.fullmatch(before.strip(_SPACES)):
        start = line
    after = _MARKERS_AFTER.match(text, end)
    return start, after.end() if after else end


def _tidied(text: str) -> str:
    lines = "\n".join(line.rstrip(_SPACES) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
