"""Makes words of others fit for one line of a terminal, a log or a table."""

from __future__ import annotations

JOINERS = "\u200c\u200d"
"""Invisible, but Persian and Indic spelling need them; other format characters turn text about."""


def printable(text: str) -> str:
    """Return the text on one line, without characters that a terminal obeys or that hide."""
    shown = (char if char.isprintable() or char in JOINERS else " " for char in text)
    return " ".join("".join(shown).split())
