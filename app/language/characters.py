"""Characters that no reader should get, and words found whatever stands between them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain

_ESCAPE = "\x1b"
_KEPT = "\n\t"
_HIGH_FIRST, _HIGH_LAST, _LOW_LAST = "\ud800", "\udbff", "\udfff"


class Characters:
    """Joins halves of emoji over pieces and leaves out what cannot be shown.

    Some servers cut an emoji's two UTF-16 halves into two pieces; a half alone cannot be written.
    """

    def __init__(self) -> None:
        self._half = ""
        self._escape = ""

    def feed(self, piece: str) -> str:
        """Take a piece in and return what can be shown of it."""
        if piece.isprintable() and not self._half and not self._escape:
            return piece
        return "".join(map(self._take, piece))

    def _take(self, character: str) -> str:
        half, self._half = self._half, ""
        if _HIGH_FIRST <= character <= _HIGH_LAST:
            self._half = character
            return ""
        if _HIGH_LAST < character <= _LOW_LAST:
            pair = (half + character).encode("utf-16-le", "surrogatepass")
            return pair.decode("utf-16-le") if half else ""
        if self._escape or character == _ESCAPE:
            return self._in_escape(character)
        if character not in _KEPT and unicodedata.category(character) == "Cc":
            return ""
        return character

    def _in_escape(self, character: str) -> str:
        """Leave out a terminal's order: ESC, "[", figures, a letter."""
        begun = self._escape
        self._escape = begun + character
        if begun in {"", _ESCAPE}:
            if begun and character != "[":
                self._escape = ""
            return ""
        if not (character.isdigit() or character in ";?"):
            self._escape = ""
        return ""


# Finds words in a text whatever stands between them: blanks, line breaks, emphasis, markers.


@dataclass(frozen=True, slots=True)
class ThinnedText:
    """A text in small letters without what does not count; `origins[i]` is where `text[i]` was."""

    whole: str
    text: str
    origins: tuple[int, ...]
    dropped: re.Pattern[str]

    @classmethod
    def of(cls, text: str, dropped: re.Pattern[str]) -> ThinnedText:
        """Read a text once, for whatever is looked for in it."""
        gaps = [match.span() for match in dropped.finditer(text)]
        starts, ends = [0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)]
        kept = list(zip(starts, ends, strict=True))
        thin = "".join(_small(text[start:end]) for start, end in kept)
        return cls(text, thin, tuple(chain.from_iterable(range(*each) for each in kept)), dropped)

    def find(self, words: str, position: int = 0) -> tuple[int, int] | None:
        """Return where words stand in the whole text, from a position on; None where they do not.

        The place begins and ends with what counts. Where nothing in the words counts, they must
        stand there as they are.
        """
        wanted = _small(self.dropped.sub("", words))
        if not wanted:
            at = self.whole.find(words.strip(), position) if words.strip() else -1
            return (at, at + len(words.strip())) if at >= 0 else None
        at = self.text.find(wanted, bisect_left(self.origins, position))
        return (self.origins[at], self.origins[at + len(wanted) - 1] + 1) if at >= 0 else None


def _small(text: str) -> str:
    """Return the text in small letters, each letter one character as before."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(_small_letter(letter) for letter in text)


def _small_letter(letter: str) -> str:
    low = letter.lower()
    return low if len(low) == 1 else letter
