"""Lists of words as they are written down: parted by commas, over several lines."""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """Return the words of a list, each without the blanks and line breaks around it."""
    return frozenset(" ".join(each.split()) for each in text.split(","))
