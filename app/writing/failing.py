"""What went wrong at a language model's server, told by an exception of any provider's client.

The clients share no base class, only habits: a status, headers of a response, names of classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

_REFUSING = frozenset({401, 403})
_NOT_FOUND, _RATE_LIMIT = 404, 429
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)


class Trouble(StrEnum):
    """Kinds of trouble, as far as a person can do something about it."""

    SILENT = auto()
    UNREACHABLE = auto()
    BROKEN_OFF = auto()
    KEY_REFUSED = auto()
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


def failure_of(error: Exception) -> Failure:
    """Read an exception of any provider's client."""
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    status = _status(error)
    headers = getattr(getattr(error, "response", None), "headers", None)
    return Failure(_trouble(error, names, status), status, headers if headers is not None else {})


def _trouble(error: Exception, names: str, status: int | None) -> Trouble:
    if status is None:
        return _without_status(error, names)
    if status in _REFUSING:
        return Trouble.KEY_REFUSED
    if status == _NOT_FOUND:
        return Trouble.UNKNOWN_MODEL
    if status == _RATE_LIMIT:
        spent = getattr(error, "code", None) == "insufficient_quota"
        return Trouble.QUOTA if spent else Trouble.RATE_LIMIT
    return Trouble.STATUS


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
