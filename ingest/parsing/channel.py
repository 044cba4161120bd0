"""What goes to the parsing process and comes back, as bytes: a path, and JSON of what was loaded.

The parser reads files of unknown makers: what it sends is parsed and checked, never unpickled, so
only `send_bytes` and `recv_bytes` of a connection are used.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from ingest.loaders.content.outline import Loaded

MOST_BYTES = 1024**3
"""Longer than any answer may be; a connection refuses more."""


@dataclass(frozen=True, slots=True)
class _Answer:
    loaded: Loaded | None
    reason: str = ""


_ANSWER = TypeAdapter(_Answer)


class NotAnAnswer(Exception):
    """What came is no message of ours."""


def written_path(path: Path) -> bytes:
    """Return a path as a message."""
    return os.fsencode(path)


def read_path(message: bytes) -> Path:
    """Return the path that a message names."""
    return Path(os.fsdecode(message))


def written_answer(loaded: Loaded | str) -> bytes:
    """Return what was loaded, or the reason why nothing was, as a message."""
    answer = _Answer(None, loaded) if isinstance(loaded, str) else _Answer(loaded)
    try:
        return _ANSWER.dump_json(answer)
    except PydanticSerializationError:
        # Half a surrogate pair, as broken files have them, which no encoding takes.
        whole = _ANSWER.validate_python(_encodable(asdict(answer)))
        return _ANSWER.dump_json(whole)


def read_answer(message: bytes) -> Loaded | str:
    """Return what was loaded, or the reason why nothing was.

    Raises:
        NotAnAnswer: the message is neither.
    """
    try:
        answer = _ANSWER.validate_json(message)
    except ValidationError as error:
        raise NotAnAnswer(str(error)) from error
    return answer.reason if answer.loaded is None else answer.loaded


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_encodable(name): _encodable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(each) for each in value]
    return value
