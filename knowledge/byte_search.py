"""Looks for bytes in every file of a folder: the proof that something is gone."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.edge.query import point_id
from knowledge.needles import Needles
from knowledge.passages import StoredPassage

_READ_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Search:
    """What a search went through and the files that hold what was looked for, with what it is."""

    files: int
    bytes: int
    needles: int
    found: tuple[tuple[Path, str], ...]


def needles_of(
    purged: Sequence[StoredPassage], remaining_texts: Collection[str]
) -> dict[bytes, str]:
    """Return byte strings that only these passages leave besides their words, and what each is.

    Ids as text and as the engine's 16 bytes, the hash under which the caches keep a text, the
    vector; the last two not where a remaining passage says the same.
    """
    needles: dict[bytes, str] = {}
    for each in purged:
        passage = each.passage
        number = bytes.fromhex(point_id(passage.id).replace("-", ""))
        needles |= {
            passage.id.encode(): "passage id",
            number: "point id",
            number[::-1]: "point id",
        }
        if passage.text not in remaining_texts:
            needles[hashlib.sha256(passage.search_text.encode()).digest()] = "cache entry"
            needles[each.dense.astype("<f4").tobytes()] = "vector"
    return needles


def search_bytes(folder: Path, needles: Mapping[bytes, str]) -> Search:
    """Search every file under a folder, whatever its format, for the needles."""
    files = total = 0
    found: list[tuple[Path, str]] = []
    sought = Needles(needles)
    overlap = max(0, sought.longest - 1)
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        files += 1
        kinds: dict[str, None] = {}
        for data, fresh in _contents(path, overlap):
            total += fresh
            kinds |= dict.fromkeys(sorted(needles[each] for each in sought.found_in(data)))
        found += [(path, kind) for kind in kinds]
    return Search(files, total, len(needles), tuple(found))


def _contents(path: Path, overlap: int) -> Iterator[tuple[bytes, int]]:
    """Yield a file piece by piece, each with the end of the one before; holes are passed over."""
    with path.open("rb") as file:
        handle, size = file.fileno(), os.fstat(file.fileno()).st_size
        start, tail = 0, b""
        while start < size:
            try:
                data_from = os.lseek(handle, start, os.SEEK_DATA)
            except OSError as error:
                if error.errno == errno.ENXIO:  # only a hole is left
                    return
                raise
            if data_from > start:
                tail = b""
            piece = os.pread(handle, _READ_BYTES, data_from)
            yield tail + piece, len(piece)
            tail = piece[-overlap:] if overlap else b""
            start = data_from + len(piece)
