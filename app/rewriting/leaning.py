"""How far a question leans on what was said before it, read off its words alone."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_POINTING = re.compile(
    r"it|its|this|that|these|those|they|them|their|theirs|he|him|his|she|her|hers|one|ones|such|"
    r"same|there|then"
)
_LEADING = re.compile(
    r"(?:and|but|or|also|so|then|why|yes|no|sure|ok|okay|what about|how about)\b", re.IGNORECASE
)
_EMPTY = re.compile(
    r"an?|the|of|in|on|at|to|for|from|by|with|as|than|is|are|was|were|be|been|do|does|did|can|"
    r"could|should|would|will|whats?|which|who|whom|whose|when|where|why|how|i|im|you|we|me|my|"
    r"your|our|us|and|or|but|if|not|no|yes|any|some|tell|about|have|has|had|get|more|also|so|"
    r"please|much|many|long|ok|okay"
)
# What a question of so few words of its own leaves to the conversation.
_LEFT_OPEN = {0: 0.5, 1: 0.5, 2: 0.25, 3: 0.1}
_POINTING_COUNTS = 0.5
_LEADING_COUNTS = 0.3


def leaning(question: str) -> float:
    """Return 0 (stands alone) to 1 (means nothing without the conversation).

    Three signs add up: a pointing word ("that", "them"), a leading link ("and", "what about"), and
    few words of its own. They are English; in other languages only the last one speaks, which then
    keeps the history at its low weight.
    """
    words = [word.lower() for word in _WORD.findall(question)]
    pointing = [word for word in words if _POINTING.fullmatch(word)]
    own = [word for word in words if not _EMPTY.fullmatch(word) and word not in pointing]
    signs = _LEFT_OPEN.get(len(own), 0.0)
    if pointing:
        signs += _POINTING_COUNTS
    if _LEADING.match(question.lstrip()):
        signs += _LEADING_COUNTS
    return min(1.0, signs)


def words_of(text: str) -> list[str]:
    """Return a text's words, in small letters."""
    return [word.lower() for word in _WORD.findall(text)]


def says_something(word: str) -> bool:
    """Tell whether a word (in small letters) means something without the conversation."""
    return not _EMPTY.fullmatch(word) and not _POINTING.fullmatch(word)
