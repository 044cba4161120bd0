"""A place in a text where an identifier stands, and the text in plain spelling to find it by."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class IdentifierSpan:
    """Signs `start` to `end` are the identifier; `begin` to `finish` with what calls it one."""

    kind: str
    start: int
    end: int
    begin: int
    finish: int

    @classmethod
    def alone(cls, kind: str, start: int, end: int) -> IdentifierSpan:
        """Return a place that nothing names."""
        return cls(kind, start, end, start, end)


# A text in plain ASCII spelling as far as possible, with the way back to where each sign stood.


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# What NFKD leaves as it is: a sharp s, the minus sign, quotation marks.
_SPELLED = {"\u00df": "ss", "\u1e9e": "SS", "\u2212": "-", "\u2018": "'", "\u2019": "'"}
# Hangul fillers are letters that nothing shows.
_UNSEEN_LETTERS = frozenset("\u115f\u1160")


@dataclass(frozen=True, slots=True)
class AsciiText:
    """A folded text; `places[i]` is where its sign `i` stood in the original."""

    text: str
    places: range | list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of a folded one that is not empty."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> AsciiText:
    """Return the text with plain digits, dashes, blanks and letters, and without unseen signs.

    Full-width and mathematical forms become plain ones, digits of every script Latin ones,
    accents and zero-width signs go. Line breaks stay.
    """
    if text.isascii():
        return AsciiText(text, range(len(text)))
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for match in _NOT_ASCII.finditer(text):
        parts.append(text[done : match.start()])
        places.extend(range(done, match.start()))
        for place in range(match.start(), match.end()):
            plain = _plain(text[place])
            parts.append(plain)
            places.extend([place] * len(plain))
        done = match.end()
    parts.append(text[done:])
    places.extend(range(done, len(text)))
    return AsciiText("".join(parts), places)


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    if sign in _SPELLED:
        return _SPELLED[sign]
    return "".join(_plain_part(part) for part in unicodedata.normalize("NFKD", sign))


def _plain_part(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(sign)
    if category in {"Cf", "Mn", "Me"} or sign in _UNSEEN_LETTERS:
        return ""
    if category == "Pd":
        return "-"
    return " " if category == "Zs" else _SPELLED.get(sign, sign)
