"""Requests at a time: no more than a server works on at once, so that none waits within it.

A server with one slot (llama.cpp, as most run it at home) takes a second request and is silent
until the first one is done. Whoever waits here instead can leave, and waits for no timeout.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from time import monotonic

from app.llm.chat import STILL_WAITING

_HEARTBEAT_SECONDS = 0.1


class Slots:
    """How many requests each server works on at once, and how many it has from us now."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._most: dict[str, int] = {}
        self._taken: dict[str, int] = {}

    def learn(self, where: str, slots: int) -> None:
        """Keep how many requests a server works on at once."""
        with self._changed:
            self._most[where] = slots
            self._changed.notify_all()

    def wait(self, where: str, seconds: float) -> Generator[str, None, bool]:
        """Take a slot, yielding `STILL_WAITING` until one is free.

        Returns whether one was taken; False when the time is over.
        """
        until = monotonic() + seconds
        while not self._take(where):
            if monotonic() > until:
                return False
            yield STILL_WAITING
        return True

    @contextmanager
    def released(self, where: str) -> Generator[None]:
        """Give a taken slot back when the block ends."""
        try:
            yield
        finally:
            with self._changed:
                self._taken[where] -= 1
                self._changed.notify_all()

    def _take(self, where: str) -> bool:
        with self._changed:
            if self._is_full(where):
                self._changed.wait(_HEARTBEAT_SECONDS)
            if self._is_full(where):
                return False
            self._taken[where] = self._taken.get(where, 0) + 1
            return True

    def _is_full(self, where: str) -> bool:
        most = self._most.get(where)
        return most is not None and self._taken.get(where, 0) >= most


SLOTS = Slots()
"""Of all servers, for as long as this process runs."""
