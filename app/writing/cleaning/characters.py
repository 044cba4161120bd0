"""Characters that no reader should get: halves of emoji, control characters, terminal colours."""

from __future__ import annotations

import unicodedata

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
