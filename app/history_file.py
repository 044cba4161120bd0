"""A conversation given as a file: JSON, a list of {"speaker": "user"|"agent", "text": ...}."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.conversations import Conversation, Turn
from app.questions import of_fitting_length
from knowledge.errors import InputError

_LONGEST_MESSAGE = 40_000
"""In characters: an answer's, of several pages."""
_SHAPE = 'a JSON list of {"speaker": "user" or "agent", "text": "..."}, oldest first'


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid")

    speaker: Literal["user", "agent"]
    text: str = Field(max_length=_LONGEST_MESSAGE)


def read_history(path: Path) -> Conversation:
    """Return the conversation in a file.

    Messages of one speaker in a row count as one. An agent's greeting before any question, and a
    last question without an answer, are kept as turns with the missing half empty.

    Raises:
        InputError: the file cannot be read, is no such list (says which message is wrong), or has
            a question that is too long.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"The history file {str(path)!r} cannot be read: {error.strerror}.") from (
            error
        )
    try:
        messages = TypeAdapter(list[_Message]).validate_json(content)
    except ValidationError as error:
        raise InputError(
            f"The history file {str(path)!r} is not {_SHAPE}: {_first_trouble(error)}"
        ) from error
    try:
        return _conversation(messages)
    except InputError as error:
        raise InputError(f"The history file {str(path)!r} asks too much. {error}") from error


def _first_trouble(error: ValidationError) -> str:
    first = error.errors()[0]
    if not first["loc"]:
        return f"{first['msg']}."
    number, *field = first["loc"]
    where = f"message {number + 1}" if isinstance(number, int) else str(number)
    return f"{where}{''.join(f', {name}' for name in field)}: {first['msg']}."


def _conversation(messages: list[_Message]) -> Conversation:
    turns: list[Turn] = []
    for message in messages:
        last = turns[-1] if turns else Turn("")
        if message.speaker == "agent":
            turns[-1:] = [Turn(last.question, f"{last.answer}\n{message.text}".strip())]
        elif turns and not last.answer:
            turns[-1:] = [Turn(of_fitting_length(f"{last.question}\n{message.text}".strip()))]
        else:
            turns.append(Turn(of_fitting_length(message.text)))
    return Conversation(tuple(turns))
