"""Answers as the tables keep them: the whole Answer as JSON, read back with all its parts."""

from __future__ import annotations

import logging
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from app.answers import Answer

_LOG = logging.getLogger(__name__)
_ANSWER = TypeAdapter(Answer)


def written(answer: Answer) -> str:
    """Return an answer as JSON."""
    return _ANSWER.dump_json(answer).decode()


def read(content: str, named: str) -> Answer | None:
    """Return a stored answer; None where there is none, or an older release's that is unreadable.

    `named` says in the log which one it was.
    """
    if not content:
        return None
    try:
        return _parsed(content)
    except ValidationError:
        # Written by an older release: the text is still shown, its sources are not.
        _LOG.warning("The parts of the answer in %s cannot be read any more.", named)
        return None


# The page reads a conversation at every click: what was read a moment ago need not be parsed again.
@lru_cache(maxsize=128)
def _parsed(content: str) -> Answer:
    return _ANSWER.validate_json(content)
