"""Whether words stand in a text, however they are typeset: facts in answers, quotes in passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_TYPESET = str.maketrans("’‘“”–—‑", "''\"\"---")  # noqa: RUF001 - as documents write them
_FEWEST_WORDS_OF_HALF = 6
_SHORT_PASSAGE = 30
"""In characters: one that is as short may stand in any quote."""


def bare(text: str) -> str:
    """Return the text in small letters, on one line, with plain quotation marks and dashes."""
    return " ".join(text.split()).lower().translate(_TYPESET)


def words_only(text: str) -> str:
    """Return the text's words with a blank between, so that markup makes no difference."""
    return " ".join(re.findall(r"\w+", bare(text)))


def says(text: str, spellings: Sequence[str]) -> bool:
    """Tell whether a text holds one of the spellings, as whole words and whole figures.

    "$15" does not stand in "$150", nor "4 hours" in "24 hours". Marks are no matter: "HL-222" is
    "HL 222", and so "$15" stands in "$15.50" (which a set can name among its wrong facts).
    """
    shown, spoken = bare(text), words_only(text)
    return any(
        _stands_in(bare(each), shown) or _stands_in(words_only(each), spoken) for each in spellings
    )


def names(text: str, spelling: str) -> bool:
    """Tell whether a text holds a spelling as it is written."""
    return _stands_in(bare(spelling), bare(text))


def _stands_in(spelling: str, text: str) -> bool:
    if not spelling:
        return False
    return any(
        _is_free_before(text, start) and _is_free_after(text, start + len(spelling))
        for start in _places(spelling, text)
    )


def _places(spelling: str, text: str) -> Iterator[int]:
    start = text.find(spelling)
    while start >= 0:
        yield start
        start = text.find(spelling, start + 1)


def _is_free_before(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return not (_is_of_word(before) or before in {"$", ".", ","})


def _is_free_after(text: str, end: int) -> bool:
    after, then = text[end : end + 1], text[end + 1 : end + 2]
    return not (_is_of_word(after) or (after in {".", ","} and then.isdecimal()))


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def holds(passage_words: str, quotes: Sequence[str]) -> bool:
    """Tell whether a passage, given as `words_only`, holds one of the quotes.

    Half a quote is enough, as a quote may span two passages; a short passage may be part of one.
    """
    return any(_holds(passage_words, words_only(quote)) for quote in quotes)


def _holds(passage: str, quote: str) -> bool:
    if not quote:
        return False
    if quote in passage or (len(passage) > _SHORT_PASSAGE and passage in quote):
        return True
    parts = quote.split()
    half = max(_FEWEST_WORDS_OF_HALF, len(parts) // 2)
    return any(" ".join(part) in passage for part in (parts[:half], parts[-half:]))
