"""Counts failed sign-ins by where they come from: nobody tries one name after the other."""

from __future__ import annotations

import threading
from collections import deque
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_network

from knowledge.addresses import plain_address

MOST_FROM_ADDRESS = 30
ADDRESS_MINUTES = 15
_MOST_ADDRESSES = 10_000
_IPV6_HOME = 64
"""Bits of an IPv6 address that one connection at home has; the others are its own to choose."""


class Attempts:
    """The failed attempts of the last minutes, by address; in this process, for all its pages."""

    def __init__(self, *, most: int = MOST_FROM_ADDRESS, minutes: int = ADDRESS_MINUTES) -> None:
        self._most = most
        self._lasting = timedelta(minutes=minutes)
        self._lock = threading.Lock()
        self._next_look = datetime.min.replace(tzinfo=UTC)
        self._failed: dict[str, deque[datetime]] = {}

    def begin(self, address: str, moment: datetime) -> bool:
        """Count an attempt and tell whether it may be made; those at once are all counted."""
        with self._lock:
            self._forget(moment)
            place = _place(address)
            if place not in self._failed and len(self._failed) >= _MOST_ADDRESSES:
                del self._failed[next(iter(self._failed))]
            earlier = self._failed.setdefault(place, deque())
            self._drop_old(earlier, moment)
            if len(earlier) >= self._most:
                return False
            earlier.append(moment)
            return True

    def succeeded(self, address: str) -> None:
        """Take back the attempt that was just counted: it was no failure."""
        with self._lock:
            earlier = self._failed.get(_place(address))
            if earlier:
                earlier.pop()

    def places(self) -> int:
        """Return how many addresses are remembered."""
        return len(self._failed)

    def _forget(self, moment: datetime) -> None:
        if moment < self._next_look:
            return
        self._next_look = moment + self._lasting / 60
        for place, earlier in list(self._failed.items()):
            self._drop_old(earlier, moment)
            if not earlier:
                del self._failed[place]

    def _drop_old(self, earlier: deque[datetime], moment: datetime) -> None:
        while earlier and moment - earlier[0] >= self._lasting:
            earlier.popleft()


def _place(address: str) -> str:
    """Return what counts as one place: an IPv4 address, a home's part of an IPv6 one."""
    parsed = plain_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, _IPV6_HOME), strict=False))
    return str(parsed or "")
