"""Points in time as the tables keep them: text in UTC that sorts as time does."""

from __future__ import annotations

from datetime import UTC, datetime

DAWN = datetime(1970, 1, 1, tzinfo=UTC)
"""Before anything was written down."""


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """Return a moment as text, always with six decimals, so that texts compare as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read(text: str) -> datetime:
    """Return the moment that a text says."""
    return datetime.fromisoformat(text)
