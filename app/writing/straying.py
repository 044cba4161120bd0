"""Where a draft leads nowhere, told while it is being written: nobody need wait for its end."""

from __future__ import annotations

from collections.abc import Sequence

from app.language.sentences import UnitKind, units
from app.language.words import words
from app.llm.chat import Ending
from app.writing.prompting import repeats_the_rules
from knowledge.domain.passages import Passage

_LONGEST_PERIOD_WORDS = 60
_FEWEST_WORDS = 24
_MORE_TIMES = 2


class Repetition:
    """Reads an answer's words as they come, and finds where it only repeats itself."""

    def __init__(self) -> None:
        self._pieces = 0
        self._words: list[str] = []
        self._runs = [0] * (_LONGEST_PERIOD_WORDS + 1)
        self._word = ""

    def found_in(self, pieces: Sequence[str]) -> bool:
        """Tell whether the text repeats itself by now.

        The same words must come at least three times, and for a while: tables have equal cells.
        """
        new, self._pieces = pieces[self._pieces :], len(pieces)
        for piece in new:
            for character in piece:
                if not character.isspace():
                    self._word += character
                elif self._word and self._end_word():
                    return True
        return False

    def _end_word(self) -> bool:
        """Take a word in; tell whether a repetition is long enough by now."""
        word, self._word = self._word, ""
        self._words.append(word)
        for period in range(1, min(_LONGEST_PERIOD_WORDS, len(self._words) - 1) + 1):
            same = self._words[-1 - period] == word
            self._runs[period] = self._runs[period] + 1 if same else 0
            if self._runs[period] >= max(_MORE_TIMES * period, _FEWEST_WORDS):
                return True
        return False


# A text that names no source, or that our own prompt wrote.


_MOST_UNCITED_SENTENCES, _MOST_UNCITED_WORDS = 3, 120
_ENDS = frozenset(".!?\n\u3002\uff01\uff1f")


class Straying:
    """Watches a draft: whether it repeats itself or its prompt, or goes on without a source."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._repetition = Repetition()

    def found_in(self, pieces: Sequence[str], *, after_last_marker: str) -> Ending | None:
        """Return how the draft strays by now; None: it does not.

        `after_last_marker` is what was written since the last source was named.
        """
        if self._repetition.found_in(pieces):
            return Ending.REPEATING
        # The blank after a stop counts, too: by then the next sentence has begun.
        if not _ENDS.intersection("".join(pieces[-2:])):
            return None
        if repeats_the_rules("".join(pieces), self._passages):
            return Ending.ECHOING
        return Ending.UNCITED if _is_long(after_last_marker) else None


def _is_long(uncited: str) -> bool:
    """Tell whether so much has been said since the last marker that none will come for it.

    A marker may still follow the stop of the last sentence; one at the end of a list is for all
    of its items.
    """
    if len(words(uncited)) > _MOST_UNCITED_WORDS:
        return True
    sentences = [unit for unit in units(uncited) if unit.kind is UnitKind.SENTENCE]
    return len(sentences) > _MOST_UNCITED_SENTENCES
