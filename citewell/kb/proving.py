"""Proves a purge by other means than it was done: random strings, in every file and every row."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from app.database.engine import open_database
from app.database.folding import folded
from citewell.kb.drawing import drawn_strings, forms_of
from knowledge.byte_search import needles_of, search_bytes
from knowledge.jobs import open_jobs
from knowledge.needles import Needles
from knowledge.passages import StoredPassage
from knowledge.settings import Settings

_TEXT = "text"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was gone through and where something was still found, each place with what it is.

    `strings` were drawn with `seed` from the document's words; with their other spellings, ids and
    vectors that made `needles` byte strings. `rows` are those of the databases.
    """

    seed: int
    strings: int
    needles: int
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
    needles = needles_of(purged, set(said_elsewhere))
    needles |= {form: _TEXT for string in drawn for form in forms_of(string)}
    searched = search_bytes(settings.data_dir, needles)
    rows, found = _search_rows(_every_row(settings), needles)
    return Proof(
        seed=seed,
        strings=len(drawn),
        needles=len(needles),
        files=searched.files,
        bytes=searched.bytes,
        rows=rows,
        found=(*((str(path), kind) for path, kind in searched.found), *found),
    )


def _search_rows(
    rows: Iterable[tuple[str, str]], needles: Mapping[bytes, str]
) -> tuple[int, list[tuple[str, str]]]:
    """Return how many rows there are, and the tables where something was found.

    Each is read as it stands and with case, accents and line breaks folded.
    """
    sought = Needles(needles)
    count = 0
    found: dict[tuple[str, str], None] = {}
    for table, text in rows:
        count += 1
        data = f"{text}\n{folded(text)}".encode("utf-8", "replace")
        kinds = sorted({needles[each] for each in sought.found_in(data)})
        found |= dict.fromkeys((f"the table {table!r}", kind) for kind in kinds)
    return count, list(found)


def _every_row(settings: Settings) -> Iterator[tuple[str, str]]:
    with closing(open_database(settings.database_url, settings.data_dir)) as database:
        yield from database.every_row()
    with closing(open_jobs(settings)) as jobs:
        yield from jobs.every_row()
