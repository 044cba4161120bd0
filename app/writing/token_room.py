"""How many tokens a text takes, without the model's own tokeniser (some would be downloaded)."""

from __future__ import annotations

import re
from itertools import accumulate

# Guessed on the safe side: English takes about four characters a token, German three; scripts
# without blanks about a token a character; others in between.
_TOKENS_OF_LATIN, _TOKENS_OF_UNSPACED, _TOKENS_OF_OTHERS = 1 / 3, 1.0, 0.6
_LAST_LATIN = "\u024f"
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text takes, rather too many."""
    return int(sum(map(_tokens, text))) + 1


def within(text: str, tokens: float) -> str:
    """Return the beginning of a text that takes at most so many tokens."""
    used = accumulate(map(_tokens, text))
    return text[: sum(1 for total in used if total <= tokens)] if tokens > 0 else ""


def _tokens(character: str) -> float:
    if character <= _LAST_LATIN or "\u2000" <= character <= "\u206f":
        return _TOKENS_OF_LATIN
    return _TOKENS_OF_UNSPACED if _UNSPACED.match(character) else _TOKENS_OF_OTHERS
