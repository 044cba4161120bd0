"""What stands around a text: shared by local and served players.

zembed-1 reads prompt + text + suffix and pools the suffix's last token; servers do not add either,
and sentence-transformers from 5.4 on drops the suffix without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tokenizers import Tokenizer

from knowledge.domain.errors import ModelDamaged

CONFIG_FILE = "config_sentence_transformers.json"
_PASSAGE = ("document", "passage", "corpus")
INPUT_CONFIG_FILE = "sentence_bert_config.json"


class TokenEnds(Protocol):
    """The part of a tokenizer that cutting a text needs."""

    @property
    def special_tokens(self) -> int:
        """Tokens that the tokenizer puts around every text by itself."""
        ...

    def token_ends(self, text: str) -> Sequence[int]:
        """Return the character offset at which each token of the text ends."""
        ...


@dataclass(frozen=True, slots=True)
class Framing:
    """Prompts before and a suffix behind every text; empty strings where a model has none."""

    query_prompt: str = ""
    passage_prompt: str = ""
    suffix: str = ""

    @property
    def fingerprint(self) -> str:
        """What a knowledge base and the cache remember: other framing, other vectors."""
        parts = (self.query_prompt, self.passage_prompt, self.suffix)
        return json.dumps(parts) if any(parts) else ""


def read_framing(folder: Path) -> Framing:
    """Read prompts and suffix from a model folder's own configuration.

    Prompts named "query" and "document" ("passage", "corpus") count; without any, no framing.
    The suffix stands in the one file where zembed-1 has it, in the other where we save it.

    Raises:
        ModelDamaged: a file is there but is no JSON object of that form.
    """
    config, input_config = _read(folder / CONFIG_FILE), _read(folder / INPUT_CONFIG_FILE)
    prompts = config.get("prompts") or {}
    suffix = config.get("suffix") or input_config.get("suffix") or ""
    if not isinstance(prompts, Mapping) or not isinstance(suffix, str):
        raise ModelDamaged(
            f"{str(folder / CONFIG_FILE)!r} has prompts or a suffix of no known form."
        )
    return Framing(
        query_prompt=str(prompts.get("query") or ""),
        passage_prompt=next((str(prompts[each]) for each in _PASSAGE if prompts.get(each)), ""),
        suffix=suffix,
    )


def _read(path: Path) -> Mapping[str, object]:
    if not path.is_file():
        return {}
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ModelDamaged(f"{str(path)!r} is not a model's configuration: {error}.") from error
    if not isinstance(config, Mapping):
        raise ModelDamaged(f"{str(path)!r} is not a model's configuration: no JSON object.")
    return config


def room_for_text(prompt: str, suffix: str, limit: int, tokenizer: TokenEnds) -> int:
    """Return how many tokens of a text fit between prompt and suffix into `limit` tokens."""
    return limit - tokenizer.special_tokens - len(tokenizer.token_ends(prompt + suffix))


def framed_text(text: str, prompt: str, suffix: str, *, limit: int, tokenizer: TokenEnds) -> str:
    """Put prompt and suffix around a text; too long, the *text* is cut, never its frame.

    The same text is cut at the same place in any batch, here and for a server.
    """
    room = room_for_text(prompt, suffix, limit, tokenizer)
    while True:
        framed = f"{prompt}{_cut(text, room, tokenizer)}{suffix}"
        allowed = limit - tokenizer.special_tokens
        # A token has at least one byte, so most texts need no second tokenising.
        if room <= 0 or len(framed.encode()) <= allowed:
            return framed
        # A cut within a letter of several tokens gives the letter back, and seams may split again.
        excess = len(tokenizer.token_ends(framed)) - allowed
        if excess <= 0:
            return framed
        room -= excess


def _cut(text: str, room: int, tokenizer: TokenEnds) -> str:
    if len(text.encode()) <= room:
        return text
    ends = tokenizer.token_ends(text)
    return text if len(ends) <= room else text[: ends[room - 1] if room > 0 else 0]


# Counting tokens of models that run elsewhere: by their tokenizer file, or by estimate.


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
