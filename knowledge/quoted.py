"""Phrases in quotation marks: who quotes wants the words as they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.queries import Hit

_QUOTED = re.compile(
    r"[\"\u201c\u201d\u201e\u00ab\u00bb]([^\"\u201c\u201d\u201e\u00ab\u00bb]{3,}?)[\"\u201c\u201d\u00bb\u00ab]"
)
_FEWEST_WORDS = 2


def quoted_phrases(question: str) -> list[str]:
    """Return what the question quotes, of two words or more, as bare words."""
    phrases = [_bare(match.group(1)) for match in _QUOTED.finditer(question)]
    return [phrase for phrase in phrases if len(phrase.split()) >= _FEWEST_WORDS]


def quoting_first(hits: Sequence[Hit], phrases: Sequence[str]) -> list[Hit]:
    """Return the hits that have more of the phrases first, otherwise in their order."""
    return sorted(hits, key=lambda hit: -_phrases_in(hit.passage.search_text, phrases))


def _phrases_in(text: str, phrases: Sequence[str]) -> int:
    bare = f" {_bare(text)} "
    return sum(f" {phrase} " in bare for phrase in phrases)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
