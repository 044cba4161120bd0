"""What went wrong at a language model's server: told, sorted, and whether it passes by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto

from knowledge.common.names import printable
from knowledge.common.retry_after import wanted_pause

_LONGEST_CHARACTERS = 200
_HIDDEN = "***"
_SHORTEST_SECRET = 4
_SAID_AS = ("message", "msg", "detail", "error")
_DEEPEST = 5


def server_words(error: Exception, secrets: Sequence[str]) -> str:
    """Return the server's own words, short, on one line and without the secrets; "" for none.

    A web page, as a proxy in between sends it, is nobody's words.
    """
    body = getattr(error, "body", None)
    told = [body, *(each for each in error.args if isinstance(each, Mapping))]
    for each in told:
        said = next(_sentences(each), "")
        if said:
            return shown(said, secrets)
    return ""


def every_word(error: Exception) -> str:
    """Return all that an error says, in small letters: for looking things up, not to be shown."""
    told = (getattr(error, "param", ""), getattr(error, "body", ""), error)
    return " ".join(str(each) for each in told if each).lower()


def shown(said: str, secrets: Sequence[str]) -> str:
    """Return words short, on one line and without the secrets."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            said = said.replace(secret, _HIDDEN)
    words = printable(said).split()
    words = [_HIDDEN if word.startswith(("sk-", "sk_")) else word for word in words]
    text = " ".join(words)
    return text if len(text) <= _LONGEST_CHARACTERS else f"{text[:_LONGEST_CHARACTERS]}..."


def _sentences(said: object, depth: int = 0) -> Iterator[str]:
    """Yield what a body says, however deep a server puts it."""
    if isinstance(said, str):
        text = said.strip()
        if text and not text.startswith(("<", "{")):
            yield text
    elif depth < _DEEPEST and isinstance(said, Mapping):
        for name in _SAID_AS:
            yield from _sentences(said.get(name), depth + 1)
    elif depth < _DEEPEST and isinstance(said, Sequence):
        for each in said:
            yield from _sentences(each, depth + 1)


# A prompt that a server finds too long: that it says so, and how much the model reads.


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


# Which failures of a model's server pass by themselves, and how long to wait for that.


PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
"""Answers of a server that is busy, restarting or in trouble; any other will come again."""
LONGEST_WAIT_SECONDS = 8.0
"""A caller is on the line: past this the next model, or quoting, serves better."""
_JITTER = 0.2


def seconds_to_wait(
    tries: int, headers: Mapping[str, str], *, first_seconds: float
) -> float | None:
    """Return how long to wait after so many failed tries (from 1); None: not worth it.

    The server's own Retry-After (seconds, milliseconds or a date) goes before ours, which doubles
    each time and is spread a little, so that many clients do not come back all at once.
    """
    asked = wanted_pause(headers)
    if asked is not None:
        return asked if asked <= LONGEST_WAIT_SECONDS else None
    spread: float = random.uniform(1 - _JITTER, 1 + _JITTER)
    return min(first_seconds * 2.0 ** (tries - 1) * spread, LONGEST_WAIT_SECONDS)


# What went wrong at a language model's server, told by an exception of any provider's client.


_KEY_REFUSED, _SPENT, _FORBIDDEN, _NOT_FOUND, _RATE_LIMIT = 401, 402, 403, 404, 429
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)


class Trouble(StrEnum):
    """Kinds of trouble, as far as a person can do something about it."""

    SILENT = auto()
    UNREACHABLE = auto()
    BROKEN_OFF = auto()
    KEY_REFUSED = auto()
    FORBIDDEN = auto()
    PROMPT_TOO_LONG = auto()
    UNKNOWN_MODEL = auto()
    RATE_LIMIT = auto()
    QUOTA = auto()
    STATUS = auto()
    UNREADABLE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed request; `status` is HTTP's, None where there was no answer."""

    trouble: Trouble
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


_BY_STATUS: Mapping[int, Trouble] = {
    _KEY_REFUSED: Trouble.KEY_REFUSED,
    _SPENT: Trouble.QUOTA,
    _FORBIDDEN: Trouble.FORBIDDEN,
    _NOT_FOUND: Trouble.UNKNOWN_MODEL,
}
_SAID: Mapping[Trouble, str] = {
    Trouble.UNREACHABLE: "cannot be reached. Check CITEWELL_LLM_BASE_URL and that it runs.",
    Trouble.BROKEN_OFF: "broke the connection off.",
    Trouble.KEY_REFUSED: "refused the key. Check CITEWELL_LLM_API_KEY.",
    Trouble.FORBIDDEN: "refused to answer (HTTP status 403).",
    Trouble.PROMPT_TOO_LONG: "reads less than it was sent. Set CITEWELL_LLM_CONTEXT_TOKENS to the "
    "tokens that it reads.",
    Trouble.UNKNOWN_MODEL: "is not known there. Check CITEWELL_LLM_MODEL and "
    "CITEWELL_LLM_BASE_URL.",
    Trouble.RATE_LIMIT: "takes no more questions just now (rate limit).",
    Trouble.QUOTA: "takes no more questions: the quota or credit there is spent.",
    # What a server that does not speak the protocol makes the client stumble over.
    Trouble.UNREADABLE: "sent nothing readable. Check that CITEWELL_LLM_BASE_URL is an "
    "OpenAI-compatible address (it often ends in /v1).",
}


def explained(failure: Failure, words: str) -> str:
    """Return what happened, what to do, and the server's own words where it has any.

    It goes on after "The language model ... at ...".
    """
    said = _SAID.get(failure.trouble)
    if said is None:
        status = f" with HTTP status {failure.status}" if failure.status else ""
        said = f"failed{status}." if status or not words else "failed."
    return f'{said} It says: "{words}"' if words else said


def failure_of(error: Exception) -> Failure:
    """Read an exception of any provider's client."""
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    status = _status(error)
    headers = getattr(getattr(error, "response", None), "headers", None)
    return Failure(_trouble(error, names, status), status, headers if headers is not None else {})


def _trouble(error: Exception, names: str, status: int | None) -> Trouble:
    if status is None:
        return _without_status(error, names)
    if status == _RATE_LIMIT:
        spent = getattr(error, "code", None) == "insufficient_quota"
        return Trouble.QUOTA if spent else Trouble.RATE_LIMIT
    return _BY_STATUS.get(status, Trouble.STATUS)


def _without_status(error: Exception, names: str) -> Trouble:
    if "Timeout" in names:
        return Trouble.SILENT
    if "Connect" in names:
        return Trouble.UNREACHABLE
    if "TransportError" in names or "StreamError" in names:
        return Trouble.BROKEN_OFF
    if isinstance(error, OSError):
        return Trouble.UNREACHABLE
    return Trouble.UNREADABLE if isinstance(error, _UNREADABLE) else Trouble.OTHER


def _status(error: Exception) -> int | None:
    response = getattr(error, "response", None)
    told = (
        getattr(error, "status_code", None),
        getattr(response, "status_code", None),
        getattr(error, "code", None),
    )
    return next((each for each in told if isinstance(each, int) and 400 <= each < 600), None)  # noqa: PLR2004 - HTTP's errors
