"""Finds any of many byte strings in one pass over bytes, however many strings there are."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

SHORTEST = 16
"""Bytes: what each string is first looked up by."""
_TABLE_BITS = 22
_SPREAD, _SPREAD_NEXT = np.uint32(2654435761), np.uint32(2246822519)
"""Odd, so that multiplying spreads: Knuth, The Art of Computer Programming, volume 3, 6.4."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_WORD = 4
_WORDS = SHORTEST // _WORD


class Needles:
    """Byte strings of sixteen bytes or more, to be looked for.

    Every eight bytes of the data are hashed into a table that says whether any string begins so;
    the few that are left are compared by their first sixteen, and those that match in full.
    """

    def __init__(self, needles: Collection[bytes]) -> None:
        self._by_start: dict[bytes, list[bytes]] = {}
        for needle in needles:
            if len(needle) < SHORTEST:
                raise ValueError(f"{needle!r} is shorter than {SHORTEST} bytes.")
            self._by_start.setdefault(needle[:SHORTEST], []).append(needle)
        self.longest = max(map(len, needles), default=0)
        words = np.frombuffer(b"".join(self._by_start), dtype="<u4")
        firsts = np.arange(0, len(words), _WORDS)
        self._starts = np.sort(_mixed(words, firsts))
        self._begins = np.zeros(1 << _TABLE_BITS, dtype=np.bool_)
        self._begins[_hashed(words[firsts], words[firsts + 1])] = True

    def found_in(self, data: bytes) -> set[bytes]:
        """Return those that the data hold."""
        found: set[bytes] = set()
        if len(data) < SHORTEST or not self._by_start:
            return found
        for shift in range(_WORD):
            count = (len(data) - shift) // _WORD
            words = np.frombuffer(data, dtype="<u4", count=count, offset=shift)
            for place in self._likely(words):
                at = int(place) * _WORD + shift
                begun = self._by_start.get(data[at : at + SHORTEST], ())
                found.update(needle for needle in begun if data.startswith(needle, at))
        return found

    def _likely(self, words: NDArray[np.uint32]) -> NDArray[np.intp]:
        """Return where sixteen bytes are those that a string begins with, or mix to the same."""
        last = len(words) - _WORDS + 1
        places = np.flatnonzero(self._begins[_hashed(words[:last], words[1 : last + 1])])
        mixed = _mixed(words, places)
        near = np.minimum(np.searchsorted(self._starts, mixed), len(self._starts) - 1)
        likely: NDArray[np.intp] = places[self._starts[near] == mixed]
        return likely


def _hashed(words: NDArray[np.uint32], following: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return ((words * _SPREAD) ^ (following * _SPREAD_NEXT)) >> np.uint32(32 - _TABLE_BITS)


def _mixed(words: NDArray[np.uint32], places: NDArray[np.intp]) -> NDArray[np.uint64]:
    """Return the words from each place on, mixed into one number."""
    mixed = np.zeros(len(places), dtype=np.uint64)
    for step in range(_WORDS):
        mixed = (mixed ^ words[places + step]) * _MIX
    return mixed
