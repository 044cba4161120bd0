"""Letters as a reader sees them: look-alikes, full-width, accents and hidden signs made plain."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

# Unicode's confusables (UTS 39) of each letter, as far as whole words can be written with them:
# Cyrillic, Greek, Armenian, Cherokee, small capitals, phonetic letters.
_LOOKALIKES_OF = {
    "a": "0430 03b1 0251 1d00 0250 ab7a",
    "b": "0432 0431 0299 03b2 044c 13cf ab9f",
    "c": "0441 1d04 03f2 ab9c ab73",
    "d": "0501 1d05 0111 0257 0434 ab70 00f0",
    "e": "0435 0451 1d07 0454 0258 03b5 025b ab7c 0259 01dd",
    "f": "a730 0192 03dd 0584",
    "g": "0261 0262 0581 050d ab96",
    "h": "04bb 029c 043d 0570 0127 ab7b ab8b",
    "i": "0456 03b9 026a 0131 0269 04cf ab75 0457 0268",
    "j": "0458 1d0a 03f3 0237 ab7b",
    "k": "043a 1d0b 03ba 049b",
    "l": "029f 0142 04c0 ab78 026d",
    "m": "043c 1d0d 03bc ab87 028d",
    "n": "043f 0274 03b7 0578 057c 0438 0273 014b",
    "o": "043e 1d0f 03bf 03c3 0585 00f8 0275 0555",
    "p": "0440 1d18 03c1 0420 abb2 00fe",
    "q": "051b 0566 01eb",
    "r": "0433 0280 027e 0491 aba2 027d",
    "s": "0455 a731 0282 abaa 015f",
    "t": "0442 1d1b 03c4 0167 ab7d",
    "u": "057d 1d1c 03c5 028b 0446",
    "v": "1d20 03bd 0475 abaa",
    "w": "051d 1d21 03c9 0461 0448 a761 0561",
    "x": "0445 03c7 04b3 00d7",
    "y": "0443 028f 04af 0263 01b4",
    "z": "1d22 03b6 0225 ab83",
    "-": "2010 2011 2012 2013 2014 2212",
    "'": "2018 2019 201a 02bc 2032",
    '"': "201c 201d 201e 00ab 00bb 2033",
}
_GREEK_CAPITALS = {"\u0397": "h", "\u039d": "n", "\u03a5": "y"}
"""Whose small letters look like others."""
_ENCLOSED = (0x1F150, 0x1F170, 0x1F1E6)
"""Where white letters in black circles and squares, and the letters of flags, begin."""

_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:[ \t\n.\-_*/|\u00b7,]{1,3}[^\W_](?![^\W_])){4,}")
_GAP = re.compile(r"[ \t\n.\-_*/|\u00b7,]{1,3}")


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A text in plain small letters; `places[i]` is where character i stood in the original.

    `joined` are the spans of words that were written letter by letter.
    """

    text: str
    places: tuple[int, ...] | range
    joined: tuple[tuple[int, int], ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` lies in the original."""
        return self.places[start], self.places[end - 1] + 1


class _Letters(dict[str, str]):
    """What each character is folded to, worked out once."""

    def __missing__(self, char: str) -> str:
        self[char] = folded = _folded(char)
        return folded


def folded(text: str) -> NormalizedText:
    """Return a text as it reads, letters that stand apart joined to words."""
    plain = _plain(text)
    return _joined(plain) if _SPACED.search(plain.text) else plain


def _plain(text: str) -> NormalizedText:
    if text.isascii():
        return NormalizedText(text.lower(), range(len(text)))
    parts = [_LETTERS[char] for char in text]
    lengths = list(map(len, parts))
    if lengths.count(1) == len(lengths):
        return NormalizedText("".join(parts), range(len(text)))
    places = [place for place, length in enumerate(lengths) for _ in range(length)]
    return NormalizedText("".join(parts), tuple(places))


def _joined(plain: NormalizedText) -> NormalizedText:
    """Take out what parts single letters, a wider gap excepted where there are narrower ones."""
    kept: list[tuple[int, int]] = []
    words: list[int] = []
    begin = 0
    for run in _SPACED.finditer(plain.text):
        gaps = list(_GAP.finditer(plain.text, run.start(), run.end()))
        narrow = min(gap.end() - gap.start() for gap in gaps)
        kept.append((begin, run.start()))
        words.append(len(kept))
        begin = run.start()
        for gap in gaps:
            wide = gap.end() - gap.start() > narrow
            kept.append((begin, gap.start() + wide))
            begin = gap.end()
        kept.append((begin, run.end()))
        begin = run.end()
        words.append(len(kept))
    kept.append((begin, len(plain.text)))
    text = "".join(plain.text[start:end] for start, end in kept)
    places = tuple(plain.places[i] for start, end in kept for i in range(start, end))
    ends = [0, *accumulate(end - start for start, end in kept)]
    spans = tuple((ends[a], ends[b]) for a, b in zip(words[::2], words[1::2], strict=True))
    return NormalizedText(text, places, spans)


def _folded(char: str) -> str:
    parted = unicodedata.normalize("NFKD", _GREEK_CAPITALS.get(char, char))
    kept = "".join(c for c in parted if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return "".join(_LOOKALIKES.get(c, c) for c in kept.casefold())


def _lookalikes() -> dict[str, str]:
    found = {
        chr(int(code, 16)): plain
        for plain, codes in _LOOKALIKES_OF.items()
        for code in codes.split()
    }
    for first in _ENCLOSED:
        found |= {chr(first + i): chr(ord("a") + i) for i in range(26)}
    return found


_LOOKALIKES = _lookalikes()
_LETTERS = _Letters({chr(code): chr(code).lower() for code in range(128)})
