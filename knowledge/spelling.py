"""Misspelt words: which words of a question are worth a look, and which word was meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"(?<![\w-])[^\W\d_]{6,}(?![\w-])")


def long_words(question: str) -> list[str]:
    """Return the question's words that are long enough for a slip to leave them recognisable."""
    return list(dict.fromkeys(_WORD.findall(question)))


def words_near(typed: str, texts: Sequence[str]) -> list[str]:
    """Return the words of the texts that are one slip away from what was typed, most used first.

    Only one slip, and never in the first letter: "hypotension" is no misspelt "hypertension".
    """
    wanted = typed.lower()
    used = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    near = [word for word in used if is_one_slip_away(wanted, word)]
    return sorted(near, key=lambda word: (-used[word], word))


def is_one_slip_away(typed: str, word: str) -> bool:
    """Tell whether one letter is wrong, missing, too many or changed places with its neighbour."""
    if typed[:1] != word[:1] or abs(len(typed) - len(word)) > 1 or typed == word:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b),
        min(len(typed), len(word)),
    )
    ours, theirs = typed[start:], word[start:]
    return (
        ours[1:] == theirs[1:]
        or ours[1:] == theirs
        or ours == theirs[1:]
        or (ours[1::-1] == theirs[:2] and ours[2:] == theirs[2:])
    )
