"""The sparse encoder: texts to BM25 term weights, the same for both stores and for queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from qdrant_edge import Bm25, Bm25Config, DisabledStemmer, StopwordsSet, TokenizerType
from qdrant_edge import SparseVector as EdgeSparseVector

from knowledge.errors import ConfigurationError
from knowledge.passages import SparseVector
from knowledge.store import Manifest

MULTILINGUAL = "multilingual"
"""The language to set for mixed or unlisted languages: no stemming, no stop words."""

# Written without spaces between words: the plain tokenizer would keep whole sentences as one word.
_UNSPACED = frozenset({"chinese", "japanese"})


class Bm25Encoder:
    """Weighs a passage's words by BM25's term frequency part; the store adds rarity (IDF)."""

    def __init__(self, language: str = "english", *, average_length: float = 120.0) -> None:
        """Prepare for a language; `average_length` is the usual passage's length in words.

        Raises:
            ConfigurationError: the engine has no stemmer and stop words for the language.
        """
        try:
            self._model = Bm25(_config(language.strip().lower(), average_length))
        except ValueError as error:
            raise ConfigurationError(
                f"BM25 cannot be set up for language {language!r} and average length "
                f"{average_length}: {error}. Set CITEWELL_BM25_LANGUAGE to a language such as "
                f"'english' or 'german', or to {MULTILINGUAL!r} for mixed or other languages."
            ) from error

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """Return the encoder that a knowledge base was filled with."""
        return cls(manifest.bm25_language, average_length=manifest.bm25_average_length)

    def encode_passages(self, texts: Sequence[str]) -> tuple[SparseVector, ...]:
        """Return each text's weighted terms; a text without words has none."""
        return tuple(_own(self._model.embed_document(text)) for text in texts)

    def encode_query(self, text: str) -> SparseVector:
        """Return the text's terms, each once and with weight 1."""
        return _own(self._model.embed_query(text))


def _config(language: str, average_length: float) -> Bm25Config:
    # Folded accents: "résumé" must be found by "resume", whatever the keyboard.
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
        avg_len=average_length, tokenizer=tokenizer, language=language, ascii_folding=True
    )


def _own(vector: EdgeSparseVector) -> SparseVector:
    return SparseVector(tuple(vector.indices), tuple(vector.values))
