"""Markers in an answer: rewritten while it streams, so that each names a passage that is there."""

from __future__ import annotations

import re

_MARKER = re.compile(r"[\[\u3010]\^?(\d{1,3}(?:\s*[,;]\s*\^?\d{1,3})*)[\]\u3011]")
# Blanks are read from where they begin, so that a long run of them is read once.
_WITH_BLANKS = re.compile(rf"((?:(?<!\s)\s+)?){_MARKER.pattern}(\(?)")
_AFTER_BLANKS = re.compile(rf"(?:(?<![ \t])[ \t]+)?{_MARKER.pattern}")
# What may still become a marker when more text arrives.
_UNDECIDED = re.compile(r"[\[\u3010][\d\s,;^]{0,24}[\]\u3011]?$")
_LONGEST_UNDECIDED = 28


class MarkerRewriter:
    """Renumbers markers by first use and drops those that name no passage.

    Feed the pieces as they come; each call returns what can be shown by now.
    """

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._order: list[int] = []
        self._pending = ""

    @property
    def order(self) -> tuple[int, ...]:
        """The old numbers, in the order of the new ones: `order[0]` became 1."""
        return tuple(self._order)

    def feed(self, piece: str) -> str:
        """Take a piece in and return the text that is certain."""
        text = self._pending + piece
        undecided = _UNDECIDED.search(text, max(0, len(text) - _LONGEST_UNDECIDED))
        # A marker that names nothing takes its blank along.
        cut = len(text[: undecided.start() if undecided else len(text)].rstrip())
        self._pending = text[cut:]
        return self._rewrite(text[:cut])

    def flush(self) -> str:
        """Return what was held back, at the end of the text."""
        text, self._pending = self._pending, ""
        return self._rewrite(text).rstrip()

    def _rewrite(self, text: str) -> str:
        return _WITH_BLANKS.sub(self._renumber, text)

    def _renumber(self, match: re.Match[str]) -> str:
        blanks, numbers, link = match.groups()
        wanted = dict.fromkeys(int(number) for number in re.findall(r"\d+", numbers))
        known = [number for number in wanted if 1 <= number <= self._passages]
        for number in known:
            if number not in self._order:
                self._order.append(number)
        markers = "".join(f"[{self._order.index(number) + 1}]" for number in known)
        # "[1](address)" would become a link that the documents never made.
        after = " (" if link else ""
        return f"{blanks}{markers}{after}" if known else after


def without_markers(text: str) -> str:
    """Return the text with its markers, and the blanks before them, taken out."""
    return _AFTER_BLANKS.sub("", text).strip()


def markers_in(text: str) -> tuple[int, ...]:
    """Return the numbers of the text's markers, each once, in order."""
    found = (number for match in _MARKER.finditer(text) for number in match.group(1).split(","))
    return tuple(dict.fromkeys(int(number.strip(" ^;")) for number in found))
