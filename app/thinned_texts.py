"""Finds words in a text whatever stands between them: blanks, line breaks, emphasis, markers.

What is looked for comes from outside (a model's sentence, a document's), so no pattern is made of
it: both texts lose what does not count, and one is looked for in the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True, slots=True)
class Thinned:
    """A text in small letters without what does not count; `origins[i]` is where `text[i]` was."""

    whole: str
    text: str
    origins: tuple[int, ...]
    dropped: re.Pattern[str]

    @classmethod
    def of(cls, text: str, dropped: re.Pattern[str]) -> Thinned:
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
