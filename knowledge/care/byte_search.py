"""Looks for bytes in every file of a folder: the proof that something is gone."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.domain.passages import StoredPassage
from knowledge.store.edge.query import point_id

_READ_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Search:
    """What a search went through and the files that hold what was looked for, with what it is."""

    files: int
    bytes: int
    patterns: int
    found: tuple[tuple[Path, str], ...]


def patterns_of(
    purged: Sequence[StoredPassage], remaining_texts: Collection[str]
) -> dict[bytes, str]:
    """Return byte strings that only these passages leave besides their words, and what each is.

    Ids as text and as the engine's 16 bytes, the hash under which the caches keep a text, the
    vector; the last two not where a remaining passage says the same.
    """
    patterns: dict[bytes, str] = {}
    for each in purged:
        passage = each.passage
        number = bytes.fromhex(point_id(passage.id).replace("-", ""))
        patterns |= {
            passage.id.encode(): "passage id",
            number: "point id",
            number[::-1]: "point id",
        }
        if passage.text not in remaining_texts:
            patterns[hashlib.sha256(passage.search_text.encode()).digest()] = "cache entry"
            patterns[each.dense.astype("<f4").tobytes()] = "vector"
    return patterns


def search_bytes(folder: Path, patterns: Mapping[bytes, str]) -> Search:
    """Search every file under a folder, whatever its format, for the needles."""
    files = total = 0
    found: list[tuple[Path, str]] = []
    sought = BytePatterns(patterns)
    overlap = max(0, sought.longest - 1)
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        files += 1
        kinds: dict[str, None] = {}
        for data, fresh in _contents(path, overlap):
            total += fresh
            kinds |= dict.fromkeys(sorted(patterns[each] for each in sought.found_in(data)))
        found += [(path, kind) for kind in kinds]
    return Search(files, total, len(patterns), tuple(found))


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


# Finds any of many byte strings in one pass over bytes, however many strings there are.


SHORTEST = 16
"""Bytes: what each string is first looked up by."""
_DISTINCT_ENOUGH = 8
_TABLE_BITS = 22
_SPREAD, _SPREAD_NEXT = np.uint32(2654435761), np.uint32(2246822519)
"""Odd, so that multiplying spreads: Knuth, The Art of Computer Programming, volume 3, 6.4."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_WORD = 4
_WORDS = SHORTEST // _WORD


class BytePatterns:
    """Byte strings of sixteen bytes or more, to be looked for.

    Each is known by sixteen bytes of it. Every eight bytes of the data are hashed into a table that
    says whether any sixteen begin so; the few that are left are compared by the sixteen, and those
    that match in full.
    """

    def __init__(self, patterns: Collection[bytes]) -> None:
        self._by_mark: dict[bytes, list[tuple[int, bytes]]] = {}
        for pattern in patterns:
            if len(pattern) < SHORTEST:
                raise ValueError(f"{pattern!r} is shorter than {SHORTEST} bytes.")
            at = _telling_place(pattern)
            self._by_mark.setdefault(pattern[at : at + SHORTEST], []).append((at, pattern))
        self.longest = max(map(len, patterns), default=0)
        words = np.frombuffer(b"".join(self._by_mark), dtype="<u4")
        firsts = np.arange(0, len(words), _WORDS)
        self._starts = np.sort(_mixed(words, firsts))
        self._begins = np.zeros(1 << _TABLE_BITS, dtype=np.bool_)
        self._begins[_hashed(words[firsts], words[firsts + 1])] = True

    def found_in(self, data: bytes) -> set[bytes]:
        """Return those that the data hold."""
        found: set[bytes] = set()
        if len(data) < SHORTEST or not self._by_mark:
            return found
        for shift in range(_WORD):
            count = (len(data) - shift) // _WORD
            words = np.frombuffer(data, dtype="<u4", count=count, offset=shift)
            for place in self._likely(words):
                at = int(place) * _WORD + shift
                for back, pattern in self._by_mark.get(data[at : at + SHORTEST], ()):
                    if at >= back and data.startswith(pattern, at - back):
                        found.add(pattern)
        return found

    def _likely(self, words: NDArray[np.uint32]) -> NDArray[np.intp]:
        """Return where sixteen bytes are those of a string, or mix to the same."""
        last = len(words) - _WORDS + 1
        places = np.flatnonzero(self._begins[_hashed(words[:last], words[1 : last + 1])])
        mixed = _mixed(words, places)
        near = np.minimum(np.searchsorted(self._starts, mixed), len(self._starts) - 1)
        likely: NDArray[np.intp] = places[self._starts[near] == mixed]
        return likely


def _telling_place(pattern: bytes) -> int:
    """Return where sixteen bytes of the string begin that are unlike one another.

    Files are full of zeros, and so are vectors of few words: each zero would be a likely place.
    """
    best, most = 0, 0
    for at in range(0, len(pattern) - SHORTEST + 1, _WORD):
        distinct = len(set(pattern[at : at + SHORTEST]))
        if distinct > most:
            best, most = at, distinct
        if most >= _DISTINCT_ENOUGH:
            break
    return best


def _hashed(words: NDArray[np.uint32], following: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return ((words * _SPREAD) ^ (following * _SPREAD_NEXT)) >> np.uint32(32 - _TABLE_BITS)


def _mixed(words: NDArray[np.uint32], places: NDArray[np.intp]) -> NDArray[np.uint64]:
    """Return the words from each place on, mixed into one number."""
    mixed = np.zeros(len(places), dtype=np.uint64)
    for step in range(_WORDS):
        mixed = (mixed ^ words[places + step]) * _MIX
    return mixed
