"""Rests for what fails again and again: a reader must not wait each time to learn it anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from time import monotonic


class Rest:
    """Counts failures in a row; after `most` of them there is a rest, then one try at a time.

    A try that fails after a rest begins the next one; one that goes well ends all counting.
    """

    def __init__(
        self, most: int, seconds: float, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def seconds_left(self) -> float:
        """Return how long the rest lasts still, 0 where there is none."""
        with self._lock:
            return max(0.0, self._until - self._clock())

    def failed(self) -> None:
        """Count a failure."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._most:
                self._until = self._clock() + self._seconds

    def went_well(self) -> None:
        """Count from nought again."""
        with self._lock:
            self._failures, self._until = 0, 0.0


class Rests:
    """One rest for each key, for as long as this process runs."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._lock = threading.Lock()
        self._known: dict[Hashable, Rest] = {}

    def of(self, key: Hashable) -> Rest:
        """Return the rest of a key, a new one for a key not seen yet."""
        with self._lock:
            return self._known.setdefault(key, Rest(self._most, self._seconds))


# Half a minute or more is waited for each silence; the third question shall not wait, too.
_MOST_SILENCES, _SILENCE_REST_SECONDS = 2, 120.0
SILENT_SERVERS = Rests(_MOST_SILENCES, _SILENCE_REST_SECONDS)
"""Of servers that said nothing, by where they are, the model, and how long was waited."""
