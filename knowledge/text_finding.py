"""Finds words in a page's text layer, whatever its hyphens, blanks, line breaks and ligatures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_FEWEST_LETTERS = 4
_FEWEST_LETTERS_OF_A_PIECE = 14
_MOST_WORDS = 400
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Folded:
    """A text's letters and digits alone, in one case; `origins[i]` is where `text[i]` came from."""

    text: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, characters: Sequence[str]) -> Folded:
        """Fold a text given character by character; a ligature becomes its letters."""
        letters: list[str] = []
        origins: list[int] = []
        for at, character in enumerate(characters):
            for letter in unicodedata.normalize("NFKD", character).casefold():
                # Accents part from their letters in NFKD, since PDFs write them either way.
                if letter.isalnum():
                    letters.append(letter)
                    origins.append(at)
        return cls("".join(letters), tuple(origins))

    def span(self, start: int, end: int) -> Span:
        """Return the place in the text as it was, of letters `start` to `end`."""
        return self.origins[start], self.origins[end - 1] + 1


def places(page: Folded, quotes: Sequence[str]) -> list[Span]:
    """Return where the quotes stand, in order and without overlap; long ones in pieces if need be.

    A quote may go on over the page's end, or stand in columns or cells that the text layer has in
    another order: then the runs of its words that do stand there are returned.
    """
    found: list[Span] = []
    for quote in quotes:
        found += _whole(page, quote) or _pieces(page, quote)
    return [page.span(start, end) for start, end in _joined(found)]


def _whole(page: Folded, quote: str) -> list[Span]:
    wanted = Folded.of(quote).text
    at = page.text.find(wanted) if len(wanted) >= _FEWEST_LETTERS else -1
    return [(at, at + len(wanted))] if at >= 0 else []


def _pieces(page: Folded, quote: str) -> list[Span]:
    """Find the longest runs of the quote's words, one after the other."""
    words = [w for word in re.split(r"\s+", quote)[:_MOST_WORDS] if (w := Folded.of(word).text)]
    found: list[Span] = []
    first, onward = 0, 0
    while first < len(words):
        run, at, last = "", -1, first
        while last < len(words):
            longer = page.text.find(run + words[last], onward)
            longer = longer if longer >= 0 else page.text.find(run + words[last])
            if longer < 0:
                break
            run, at, last = run + words[last], longer, last + 1
        if len(run) >= _FEWEST_LETTERS_OF_A_PIECE:
            found.append((at, at + len(run)))
            onward = at + len(run)
        first = max(last, first + 1)
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
