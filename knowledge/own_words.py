"""What only some texts say: known again wherever it was quoted, however it was written there."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby

from knowledge.common_words import COMMON_WORDS

_RUNS = ((6, 3), (7, 2))
"""So many words in a row are a quotation if so many of them are none that anybody says."""
_LONGEST_PIECE = 7
_LEAST_TELLING = 2
_WORDS_OF_A_SENTENCE = 5
_TELLING_OF_A_NAME = 3
"""A shorter piece with fewer ("Physical therapy") counts if others do not say each word of it."""
_DIGITS_OF_A_NUMBER = 2
_DIGITS_OF_A_CODE = 6

_WORD = re.compile(r"[^\W_]+")
# Scripts written without blanks between words: pairs of characters stand in for words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_MARKER = re.compile(r"\[\d{1,3}\]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
# Where a sentence, a cell, a heading or an item of a list ends.
_PIECE_END = re.compile(r"[\n\t|\u2022]|[.!?:;](?=\s)|[\u3002\uff01\uff1f\uff1b]")


class OwnWords:
    """Runs of words, whole short pieces (sentences, cells, headings), numbers and codes.

    Case, accents, punctuation, markup and citation markers do not count. One pass over a text,
    whatever the number of runs.
    """

    def __init__(self, texts: Iterable[str], *, said_elsewhere: Iterable[str] = ()) -> None:
        """Take what the texts say, less what is `said_elsewhere`, word for word, too."""
        self._phrases: dict[int, set[str]] = defaultdict(set)
        self._needs_own_word: dict[str, tuple[str, ...]] = {}
        self._codes: set[str] = set()
        self._vocabulary: set[str] = set()
        for text in dict.fromkeys(texts):
            self._take(text)
        shared = self._leave_out(said_elsewhere)
        for phrase, telling in self._needs_own_word.items():
            if shared.issuperset(telling):
                self._phrases[len(phrase.split())].discard(phrase)

    def __bool__(self) -> bool:
        """Tell whether there is anything that could be known again."""
        return bool(self._codes) or any(self._phrases.values())

    def in_text(self, text: str) -> bool:
        """Tell whether a text quotes them."""
        words = folded_words(text)
        if not self._codes.isdisjoint(words):
            return True
        return any(phrase in self._phrases[size] for size, phrase in self._met(words))

    def _take(self, text: str) -> None:
        words = folded_words(text)
        self._vocabulary.update(words)
        self._codes.update(word for word in words if _is_code(word))
        for size, least in _RUNS:
            for run in _windows(words, size):
                if len(_telling(run)) >= least:
                    self._phrases[size].add(" ".join(run))
        for line in text.split("\n"):
            for piece in (line, *_PIECE_END.split(line)):
                self._take_piece(folded_words(piece))

    def _take_piece(self, words: Sequence[str]) -> None:
        telling = _telling(words)
        if not 1 < len(words) <= _LONGEST_PIECE or len(telling) < _LEAST_TELLING:
            return
        phrase = " ".join(words)
        self._phrases[len(words)].add(phrase)
        if len(words) < _WORDS_OF_A_SENTENCE and len(telling) < _TELLING_OF_A_NAME:
            self._needs_own_word[phrase] = telling

    def _leave_out(self, texts: Iterable[str]) -> set[str]:
        shared: set[str] = set()
        for text in texts:
            words = folded_words(text)
            shared |= self._vocabulary.intersection(words)
            for size, phrase in self._met(words):
                self._phrases[size].discard(phrase)
        self._codes -= shared
        return shared

    def _met(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield the runs of a text that could be one of the phrases, with their length in words."""
        sizes = [size for size, phrases in self._phrases.items() if phrases]
        known = self._vocabulary.__contains__
        for is_known, group in groupby(words, key=known):
            run = list(group) if is_known else []
            for size in sizes:
                yield from ((size, " ".join(part)) for part in _windows(run, size))


def folded_words(text: str) -> list[str]:
    """Return a text's words in order: small letters, no accents, no markup, no markers."""
    plain = _TAG.sub(" ", html.unescape(_MARKER.sub(" ", text)))
    if not plain.isascii():
        parted = unicodedata.normalize("NFKD", plain).casefold()
        parted = unicodedata.normalize("NFKD", parted)
        plain = "".join(c for c in parted if unicodedata.category(c) not in ("Mn", "Cf"))
    return list(chain.from_iterable(map(_parted, _WORD.findall(plain.casefold()))))


def _parted(word: str) -> Sequence[str]:
    if word.isascii() or not _UNSPACED.search(word):
        return (word,)
    return [word[i : i + 2] for i in range(max(1, len(word) - 1))]


def _windows(words: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (words[i : i + size] for i in range(len(words) - size + 1))


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if _tells(word)))


def _tells(word: str) -> bool:
    if word.isdigit():
        return len(word) >= _DIGITS_OF_A_NUMBER
    return len(word) > 1 and word not in COMMON_WORDS


def _is_code(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    return digits >= _DIGITS_OF_A_CODE or (0 < digits < len(word) >= _DIGITS_OF_A_CODE)
