"""Which failures of a model's server pass by themselves, and how long to wait for that."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
"""Answers of a server that is busy, restarting or in trouble; any other will come again."""
LONGEST_WAIT_SECONDS = 8.0
"""A caller is on the line: past this the next model, or quoting, serves better."""
_JITTER = 0.2


def seconds_to_wait(
    tries: int, headers: Mapping[str, str], *, first_seconds: float
) -> float | None:
    """Return how long to wait after so many failed tries (from 1); None: not worth it.

    The server's own Retry-After (seconds, milliseconds or a date) goes before ours, which doubles
    each time and is spread a little, so that a desk's clients do not come back all at once.
    """
    asked = _asked(headers)
    if asked is not None:
        return asked if asked <= LONGEST_WAIT_SECONDS else None
    spread: float = random.uniform(1 - _JITTER, 1 + _JITTER)
    return min(first_seconds * 2.0 ** (tries - 1) * spread, LONGEST_WAIT_SECONDS)


def _asked(headers: Mapping[str, str]) -> float | None:
    for name, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) / divisor)
        except (KeyError, ValueError):
            continue
    try:
        until = parsedate_to_datetime(headers["retry-after"])
    except (KeyError, ValueError, TypeError):
        return None
    zoned = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (zoned - datetime.now(UTC)).total_seconds())
