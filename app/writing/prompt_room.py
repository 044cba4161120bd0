"""A prompt that a server finds too long: that it says so, and how much the model reads."""

from __future__ import annotations

_SIGNS = (
    "context length", "context_length", "context window", "context size", "context_size",
    "maximum context", "prompt is too long", "input is too long", "too many tokens",
    "exceeds the available context", "maximum prompt length", "reduce the length of the messages",
    "input tokens exceed", "n_ctx",
)  # fmt: skip
_BEFORE_THE_WINDOW = (
    "context length is", "context length of", "context window of", "context window is",
    "context size (", "context size of", "context size is", "maximum of", "limit of", "limit is",
    "'n_ctx':", '"n_ctx":', "tokens >", "maximum prompt length is",
)  # fmt: skip
_STATUS = frozenset({400, 413, 422})
_SMALLEST, _LARGEST = 256, 10_000_000


def is_too_long(status: int | None, words: str) -> bool:
    """Tell whether a refusal's words (in small letters) mean the prompt's length."""
    return (status is None or status in _STATUS) and any(sign in words for sign in _SIGNS)


def window_in(words: str) -> int | None:
    """Return how many tokens a model reads by a refusal's words, None where they do not say."""
    for sign in _BEFORE_THE_WINDOW:
        _, found, after = words.partition(sign)
        number = _number_at(after.lstrip()[:16]) if found else None
        if number is not None:
            return number
    return None


def _number_at(text: str) -> int | None:
    digits = ""
    for character in text:
        if character in "0123456789":
            digits += character
        elif character != "," or not digits:
            break
    return int(digits) if digits and _SMALLEST <= int(digits) <= _LARGEST else None
