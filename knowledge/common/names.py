"""What a knowledge base may be called, and words of others made fit for one line."""

from __future__ import annotations

import re

from knowledge.domain.errors import InputError

# A folder on every system, and a part of a collection's name on a server.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def checked_name(name: str) -> str:
    """Return the name.

    Raises:
        InputError: it cannot name a knowledge base.
    """
    if not _NAME.fullmatch(name) or name.endswith("."):
        raise InputError(
            f"{name!r} cannot name a knowledge base. Use up to 64 letters, digits, '-', '_' and "
            "'.', the first one a letter or digit, the last one no '.'."
        )
    return name


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of "hr, staff"; empty ones are left out."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


# Makes words of others fit for one line of a terminal, a log or a table.


JOINERS = "\u200c\u200d"
"""Invisible, but Persian and Indic spelling need them; other format characters turn text about."""


def printable(text: str) -> str:
    """Return the text on one line, without characters that a terminal obeys or that hide."""
    shown = (char if char.isprintable() or char in JOINERS else " " for char in text)
    return " ".join("".join(shown).split())
