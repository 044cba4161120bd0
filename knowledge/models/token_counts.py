"""Counting tokens of models that run elsewhere: by their tokenizer file, or by estimate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from knowledge.models.framing import TokenEnds


class TokenizerFile:
    """The model's own `tokenizer.json`."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    @property
    def special_tokens(self) -> int:
        """Tokens that the tokenizer puts around every text by itself."""
        return int(self._tokenizer.num_special_tokens_to_add(is_pair=False))

    def token_ends(self, text: str) -> Sequence[int]:
        """Return the character offset at which each token of the text ends."""
        return [end for _, end in self._tokenizer.encode(text, add_special_tokens=False).offsets]


class EstimatedTokens:
    """Rather too many than too few: a piece of a word per token, other scripts by the character.

    Six letters, three digits or one other character are one token.
    """

    special_tokens = 3
    """A start, an end, and one that is cut otherwise than estimated."""

    _PIECE = re.compile(r"[A-Za-z]{1,6}|\d{1,3}|[^\sA-Za-z\d]")

    def token_ends(self, text: str) -> Sequence[int]:
        """Return the character offset at which each token of the text is taken to end."""
        return [match.end() for match in self._PIECE.finditer(text)]


def counter_for(folder: Path | None) -> TokenEnds:
    """Return the folder's tokenizer, or the estimate where there is none."""
    path = folder / "tokenizer.json" if folder else None
    return TokenizerFile(path) if path and path.is_file() else EstimatedTokens()
