"""Reads passages while they are embedded for a knowledge base, so that no question waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.blob_cache import text_digest
from knowledge.kept_readings import PIECES, KeptReadings, packed_readings
from knowledge.passages import FloatRows
from knowledge.token_vectors import TokenReader


class ReadingAhead:
    """A model that is to read passages, and where what it reads is kept."""

    def __init__(self, tokens: TokenReader, shelf: KeptReadings) -> None:
        self._tokens = tokens
        self._shelf = shelf

    def embed(self, texts: Sequence[str]) -> FloatRows:
        """Embed passages as the model does, and keep what it read on the way.

        Raises:
            StoreUnavailable: what was read cannot be kept.
        """
        rows, read = self._tokens.embed_and_read(texts, most=PIECES)
        self._shelf.put(packed_readings(texts, read))
        return rows

    def unread(self, texts: Iterable[str]) -> list[str]:
        """Return those of the texts that were not read before, each once, the longest first.

        Raises:
            StoreUnavailable: the shelf cannot be read.
        """
        by_digest = {text_digest(text): text for text in texts}
        missing = self._shelf.missing(by_digest)
        return sorted(
            (by_digest[digest] for digest in missing), key=lambda each: (-len(each), each)
        )

    def read(self, texts: Sequence[str]) -> None:
        """Read texts that are embedded already.

        Raises:
            StoreUnavailable: what was read cannot be kept.
        """
        self._shelf.put(packed_readings(texts, self._tokens.read_tokens(texts)))
