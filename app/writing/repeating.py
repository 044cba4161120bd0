"""A model that writes the same over and over, as small ones do until their limit."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST_PERIOD_WORDS = 60
_FEWEST_WORDS = 24
_MORE_TIMES = 2


class Repetition:
    """Reads an answer's words as they come, and finds where it only repeats itself."""

    def __init__(self) -> None:
        self._pieces = 0
        self._words: list[str] = []
        self._starts: list[int] = []
        self._runs = [0] * (_LONGEST_PERIOD_WORDS + 1)
        self._word = ""
        self._length = 0

    def found_in(self, pieces: Sequence[str]) -> str | None:
        """Return the text up to what is repeated, once it is; else None.

        The same words must come at least three times, and for a while: tables have equal cells.
        """
        new, self._pieces = pieces[self._pieces :], len(pieces)
        for piece in new:
            for character in piece:
                self._length += 1
                if not character.isspace():
                    self._word += character
                elif self._word and (begin := self._end_word()) is not None:
                    return "".join(pieces)[:begin].rstrip()
        return None

    def _end_word(self) -> int | None:
        """Take a word in; return where a repetition begins that is long enough by now."""
        word, self._word = self._word, ""
        self._words.append(word)
        self._starts.append(self._length - 1 - len(word))
        for period in range(1, min(_LONGEST_PERIOD_WORDS, len(self._words) - 1) + 1):
            same = self._words[-1 - period] == word
            self._runs[period] = self._runs[period] + 1 if same else 0
            if self._runs[period] >= max(_MORE_TIMES * period, _FEWEST_WORDS):
                return self._starts[len(self._words) - self._runs[period]]
        return None
