"""Draws strings at random from what was purged: what the proof of a purge looks for.

Nothing here is shared with what blanks: other places, other lengths, characters instead of words.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from app.database.folding import folded
from knowledge.common_words import COMMON_WORDS
from knowledge.needles import SHORTEST, Needles

_MOST_DRAWN = 2_000
_CHARACTERS_A_DRAW = 4
"""A document of up to 8,000 characters is drawn from at every fourth of them, on average."""
_FEWEST_WORDS, _MOST_WORDS = 7, 12
"""Fewer may be anybody's; a longer one is not found where only a part was quoted."""
_LONGEST = 1_000
"""Characters in which so many words must come: in a run of signs there are none."""
_FEWEST_TELLING = 3
_UNSPACED_WORD = 24
"""Characters of a "word" that is a sentence, in a script without blanks."""
_UNSPACED_LENGTH = (16, 32)
_SHORT_TEXT_TELLING = 3
_READ_CHARACTERS = 1_000_000

_WORD = re.compile(r"[^\W_]+")


def drawn_strings(
    texts: Sequence[str], said_elsewhere: Iterable[str], *, seed: int, most: int = _MOST_DRAWN
) -> list[str]:
    """Return strings that the texts hold, drawn with this seed, and nothing else says."""
    sources = [text for text in dict.fromkeys(texts) if text.strip()]
    if not sources:
        return []
    generator = random.Random(seed)
    ends = list(accumulate(map(len, sources)))
    count = min(most, ends[-1] // _CHARACTERS_A_DRAW + len(sources))
    chosen = generator.choices(sources, cum_weights=ends, k=count)
    drawn = dict.fromkeys(string for text in chosen if (string := _drawn(text, generator)))
    drawn |= dict.fromkeys(text for text in sources[:most] if _is_telling_piece(text))
    said = _said(drawn, said_elsewhere)
    return [string for string in drawn if string not in said]


def forms_of(string: str) -> set[bytes]:
    """Return the bytes by which programs may have written a string down."""
    escaped = json.dumps(string)[1:-1]
    texts = {string, string.casefold(), folded(string), escaped}
    texts.add(json.dumps(string, ensure_ascii=False)[1:-1])
    forms = {text.encode("utf-8", "replace") for text in texts}
    forms |= {string.encode(form, "replace") for form in ("utf-16-le", "utf-16-be")}
    if not string.isascii():
        forms |= {string.encode(form, "ignore") for form in ("cp1252", "latin-1")}
    return {form for form in forms if len(form) >= SHORTEST}


def _drawn(text: str, generator: random.Random) -> str:
    start = generator.randrange(len(text))
    words = generator.randint(_FEWEST_WORDS, _MOST_WORDS)
    found = list(_first(_WORD.finditer(text, start, start + _LONGEST), words + 1))
    if not found:
        return ""
    if max(match.end() - match.start() for match in found) >= _UNSPACED_WORD:
        return text[start : start + generator.randint(*_UNSPACED_LENGTH)].strip()
    last = found[-1]
    string = text[start : generator.randint(last.start(), last.end())].strip()
    # What was cut off from a word is none: "nformation" tells nothing.
    return string if len(found) > _FEWEST_WORDS and _telling(found[1:-1]) else ""


def _telling(found: Sequence[re.Match[str]]) -> bool:
    return len(_telling_words(match.group() for match in found)) >= _FEWEST_TELLING


def _is_telling_piece(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) < _FEWEST_WORDS and len(_telling_words(words)) >= _SHORT_TEXT_TELLING


def _telling_words(words: Iterable[str]) -> set[str]:
    plain = {folded(word) for word in words}
    return {each for each in plain if len(each) > 2 and each not in COMMON_WORDS}  # noqa: PLR2004


def _first(matches: Iterator[re.Match[str]], count: int) -> Iterator[re.Match[str]]:
    for _, match in zip(range(count), matches, strict=False):
        yield match


def _said(drawn: Collection[str], texts: Iterable[str]) -> set[str]:
    by_form = {folded(string).encode("utf-8", "replace"): string for string in drawn}
    sought = Needles([form for form in by_form if len(form) >= SHORTEST])
    met: set[bytes] = set()
    for part in _joined(texts):
        met |= sought.found_in(folded(part).encode("utf-8", "replace"))
    said = {folded(string) for string in (by_form[form] for form in met)}
    return {string for string in drawn if folded(string) in said}


def _joined(texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts many at a time, for looking through each costs something of its own."""
    waiting: list[str] = []
    length = 0
    for text in texts:
        waiting.append(text)
        length += len(text)
        if length > _READ_CHARACTERS:
            yield "\n\n".join(waiting)
            waiting, length = [], 0
    yield "\n\n".join(waiting)
