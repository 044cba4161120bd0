"""What went wrong at a language model's server, told by an exception of any provider's client.

The clients share no base class, only habits: a status, headers of a response, names of classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

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
