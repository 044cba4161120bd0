"""Points in time and words as the tables keep them, so that they sort and compare."""

from __future__ import annotations

import unicodedata
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


# Words as they are compared in a search: no case, no accents, the same in every database.


LIKE_ESCAPE = "\\"


def folded(text: str) -> str:
    """Return the text in small letters without accents, its white space made single spaces.

    SQLite's LIKE knows only English letters and PostgreSQL's follows its locale: both compare
    what this made instead.
    """
    parted = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in parted if not unicodedata.combining(c)).split())


def pattern(word: str) -> str:
    """Return the LIKE pattern that finds a folded word anywhere; its own `%` and `_` are letters.

    Compare with `escape=LIKE_ESCAPE`.
    """
    for sign in (LIKE_ESCAPE, "%", "_"):
        word = word.replace(sign, LIKE_ESCAPE + sign)
    return f"%{word}%"
