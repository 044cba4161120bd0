"""Proves a purge by other means than it was done: random strings, in every file and every row."""

from __future__ import annotations

import json
import random
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate

from app.database.engine import open_database
from app.database.stored_text import folded
from knowledge.care.byte_search import SHORTEST, BytePatterns, patterns_of, search_bytes
from knowledge.care.traces import COMMON_WORDS
from knowledge.domain.passages import StoredPassage
from knowledge.jobs.table import open_jobs
from knowledge.settings.settings import Settings

_TEXT = "text"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was gone through and where something was still found, each place with what it is.

    `strings` were drawn with `seed` from the document's words; with their other spellings, ids and
    vectors that made `patterns` byte strings. `rows` are those of the databases.
    """

    seed: int
    strings: int
    patterns: int
    files: int
    bytes: int
    rows: int
    found: tuple[tuple[str, str], ...]


def prove(
    settings: Settings,
    purged: Sequence[StoredPassage],
    said: Sequence[str],
    said_elsewhere: Sequence[str],
    *,
    seed: int | None = None,
) -> Proof:
    """Look for what was purged in all files of the data folder and all tables.

    `said` is what the document said. `said_elsewhere` is what others say, too, which is not looked
    for.
    """
    seed = secrets.randbits(32) if seed is None else seed
    drawn = drawn_strings(said, said_elsewhere, seed=seed)
    patterns = patterns_of(purged, set(said_elsewhere))
    patterns |= {form: _TEXT for string in drawn for form in forms_of(string)}
    searched = search_bytes(settings.data_dir, patterns)
    rows, found = _search_rows(_every_row(settings), patterns)
    return Proof(
        seed=seed,
        strings=len(drawn),
        patterns=len(patterns),
        files=searched.files,
        bytes=searched.bytes,
        rows=rows,
        found=(*((str(path), kind) for path, kind in searched.found), *found),
    )


def _search_rows(
    rows: Iterable[tuple[str, str]], patterns: Mapping[bytes, str]
) -> tuple[int, list[tuple[str, str]]]:
    """Return how many rows there are, and the tables where something was found.

    Each is read as it stands and with case, accents and line breaks folded.
    """
    sought = BytePatterns(patterns)
    count = 0
    found: dict[tuple[str, str], None] = {}
    for table, text in rows:
        count += 1
        data = f"{text}\n{folded(text)}".encode("utf-8", "replace")
        kinds = sorted({patterns[each] for each in sought.found_in(data)})
        found |= dict.fromkeys((f"the table {table!r}", kind) for kind in kinds)
    return count, list(found)


def _every_row(settings: Settings) -> Iterator[tuple[str, str]]:
    with closing(open_database(settings.database.url, settings.data_dir)) as database:
        yield from database.every_row()
    with closing(open_jobs(settings)) as jobs:
        yield from jobs.every_row()


# Draws strings at random from what was purged: what the proof of a purge looks for.


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
    sought = BytePatterns([form for form in by_form if len(form) >= SHORTEST])
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
