"""The sparse encoder: texts to BM25 term weights, the same for both stores and for queries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Self

from qdrant_edge import Bm25, Bm25Config, DisabledStemmer, StopwordsSet, TokenizerType
from qdrant_edge import SparseVector as EdgeSparseVector

from knowledge.domain.errors import ConfigurationError
from knowledge.domain.passages import SparseVector
from knowledge.lexical.codes import code_term, code_terms, possible_codes
from knowledge.lexical.languages import language_of
from knowledge.store.protocol import Manifest

MULTILINGUAL = "multilingual"
"""The language to set for mixed or unlisted languages: no stemming, no stop words."""

# Written without spaces between words: the plain tokenizer would keep whole sentences as one word.
_UNSPACED = frozenset({"chinese", "japanese"})
_SPELLED, _CODED = 2, 3

TODAYS_RULES = _CODED
"""The number of the rules by which words become terms; it stands in the manifest.

1 folds accents before stemming; 2, where the stemmer reads accents, gives endings theirs back;
3 adds codes (`knowledge.lexical.codes`). What was filled by older rules is searched by them and
takes no new documents.
"""


class Bm25Encoder:
    """Weighs a passage's words by BM25's term frequency part; the store adds rarity (IDF).

    Several languages ("english,spanish") stem each passage and each question by its own; a question
    that tells no language is searched in all of them, a passage takes the first.
    """

    def __init__(
        self,
        language: str = "english",
        *,
        average_length: float = 120.0,
        rules: int = TODAYS_RULES,
    ) -> None:
        """Prepare for a language or several; `average_length` is a passage's usual words.

        `rules` are those that a knowledge base was filled by.

        Raises:
            ConfigurationError: the engine has no stemmer and stop words for a language.
        """
        names = _names(language)
        self._encoders = {name: _LanguageEncoder(name, average_length, rules) for name in names}
        self._reads_codes = rules >= _CODED

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """Return the encoder that a knowledge base was filled with."""
        return cls(
            manifest.bm25_language,
            average_length=manifest.bm25_average_length,
            rules=manifest.bm25_rules,
        )

    @property
    def reads_codes(self) -> bool:
        """Whether codes are terms of their own, so that their spelling does not matter."""
        return self._reads_codes

    def encode_passages(self, texts: Sequence[str]) -> tuple[SparseVector, ...]:
        """Return each text's weighted terms; a text without words has none."""
        return tuple(self._encode_passage(text) for text in texts)

    def encode_query(self, text: str) -> SparseVector:
        """Return the text's terms, each once and with weight 1."""
        words = self._words(text)
        codes = {code_term(each.code) for each in possible_codes(text)} if self._reads_codes else ()
        return _with_terms(words, codes)

    def _encode_passage(self, text: str) -> SparseVector:
        words = self._encoder_of(text).encode_passage(text)
        return _with_terms(words, code_terms(text) if self._reads_codes else ())

    def _words(self, text: str) -> SparseVector:
        told = self._told(text)
        encoders = list(self._encoders.values()) if told is None else [self._encoders[told]]
        if len(encoders) == 1:
            return encoders[0].encode_query(text)
        indices = sorted({i for encoder in encoders for i in encoder.encode_query(text).indices})
        return SparseVector(tuple(indices), (1.0,) * len(indices))

    def _encoder_of(self, text: str) -> _LanguageEncoder:
        told = self._told(text)
        return next(iter(self._encoders.values())) if told is None else self._encoders[told]

    def _told(self, text: str) -> str | None:
        return language_of(text, tuple(self._encoders)) if len(self._encoders) > 1 else None


class _LanguageEncoder:
    """The engine's encoder of one language."""

    def __init__(self, language: str, average_length: float, rules: int) -> None:
        self._language = language
        self._spelled = rules >= _SPELLED and language in ACCENTED
        try:
            self._model = Bm25(_config(language, average_length, folded=not self._spelled))
        except ValueError as error:
            raise ConfigurationError(
                f"BM25 cannot be set up for language {language!r} and average length "
                f"{average_length}: {error}. Set CITEWELL_BM25_LANGUAGE to a language such as "
                f"'english' or 'german', to several ('english,spanish'), or to {MULTILINGUAL!r} "
                "for others."
            ) from error

    def encode_passage(self, text: str) -> SparseVector:
        return _own(self._model.embed_document(self._read(text)))

    def encode_query(self, text: str) -> SparseVector:
        return _own(self._model.embed_query(self._read(text)))

    def _read(self, text: str) -> str:
        return with_one_spelling(text, self._language) if self._spelled else text


def _names(language: str) -> list[str]:
    return [name.strip().lower() for name in language.split(",")]


def _config(language: str, average_length: float, *, folded: bool) -> Bm25Config:
    # Folded accents: "Kündigung" must be found by "Kundigung", whatever the keyboard.
    if language == MULTILINGUAL:
        # Without these two the engine falls back to English ones.
        return Bm25Config(
            avg_len=average_length,
            tokenizer=TokenizerType.Multilingual,
            ascii_folding=True,
            stopwords=StopwordsSet(),
            stemmer=DisabledStemmer(),
        )
    tokenizer = TokenizerType.Multilingual if language in _UNSPACED else TokenizerType.Word
    return Bm25Config(
        avg_len=average_length, tokenizer=tokenizer, language=language, ascii_folding=folded
    )


def _own(vector: EdgeSparseVector) -> SparseVector:
    return SparseVector(tuple(vector.indices), tuple(vector.values))


def _with_terms(words: SparseVector, more: Collection[int]) -> SparseVector:
    """Return the vector with terms of weight 1 added; those that it has stay as they are."""
    weights = dict.fromkeys(more, 1.0) | dict(zip(words.indices, words.values, strict=True))
    indices = tuple(sorted(weights))
    return SparseVector(indices, tuple(weights[index] for index in indices))


# Word endings put right for the stemmer, whether a writer typed the accents or not.


_MARKS = re.compile(r"[\u0300-\u036f]")
# Snowball knows "-ación" and its plural "-aciones", but not the "-acion" that many people type
# (and that folding leaves): singular and plural would be two terms. So endings get theirs back.
_ENDINGS: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "spanish": (
        (re.compile(r"cion\b"), "ción"),
        (re.compile(r"logia(s?)\b"), r"logía\1"),
    ),
    "portuguese": (
        (re.compile(r"oes\b"), "ao"),
        (re.compile(r"cao\b"), "ção"),
        (re.compile(r"logia(s?)\b"), r"logía\1"),
    ),
    # A participle's feminine loses its accent by folding and would keep an e more: "résiliée".
    "french": ((re.compile(r"ee(s?)\b"), r"e\1"),),
}
ACCENTED = frozenset(_ENDINGS)
"""Languages whose stemmer reads accents in endings."""


def with_one_spelling(text: str, language: str) -> str:
    """Return the text in lower case, without accents but in endings that the stemmer knows."""
    spelled = _MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
    for ending, accented in _ENDINGS[language]:
        spelled = ending.sub(accented, spelled)
    return spelled
