"""Adds up wall time by stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Stopwatch:
    """Seconds by stage; `total` runs from the start."""

    def __init__(self) -> None:
        self._started = perf_counter()
        self._seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside to this stage."""
        begun = perf_counter()
        try:
            yield
        finally:
            self._seconds[name] += perf_counter() - begun

    def seconds(self) -> dict[str, float]:
        """Return the seconds so far, `total` among them."""
        return {**self._seconds, "total": perf_counter() - self._started}
