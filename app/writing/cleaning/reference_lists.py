"""A list of sources that a model adds below its answer, which has its own."""

from __future__ import annotations

from app.writing.cleaning.cited_numbers import cited_numbers

_BULLETS = "-*+\u2022\u2013"
_OPENING = "[(\u3010^<"
_QUOTES = "\"'\u201c\u201e\u00ab"
_LONGEST = 4_000


class References:
    """Reads the list behind its label, line by line, until there is text again.

    `markers` are those of the list, where the answer itself has none.
    """

    def __init__(self, *, cited: bool = False) -> None:
        self._cited = cited
        self._line = ""
        self._lines = 0
        self._markers = ""

    @property
    def markers(self) -> str:
        """The markers that the answer needs of the list: "[1][3]"."""
        return "" if self._cited else self._markers

    def feed(self, character: str) -> str:
        """Take a character in; return the text after the list, once there is any."""
        if character != "\n" and len(self._line) < _LONGEST:
            self._line += character
            return ""
        text = self.flush()
        return f"{text}{character}" if text else ""

    def flush(self) -> str:
        """End a line; return it if it is none of the list."""
        line, self._line = self._line, ""
        self._lines += 1
        if self._lines > 1 and not _is_entry(line):
            return line
        self._markers += _markers_in(line)
        return ""


def _is_entry(line: str) -> bool:
    text = line.strip().lstrip("*_")
    if not text:
        return True
    first = text[0]
    return first in _BULLETS or first in _OPENING or first in _QUOTES or first.isdigit()


def _markers_in(line: str) -> str:
    """Return what a line cites, as markers."""
    whole = cited_numbers(line)
    if whole is None:
        pieces = (piece.partition("]")[0] for piece in line.split("[")[1:])
        whole = [number for piece in pieces for number in cited_numbers(piece) or ()]
    return "".join(f"[{number}]" for number in dict.fromkeys(whole))
