"""What was said before a question, read from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.domain.conversations import Conversation, Turn, of_fitting_length
from knowledge.domain.errors import InputError

_LONGEST_MESSAGE = 40_000
"""In characters: an answer's, of several pages."""
_SHAPE = 'a JSON list of {"speaker": "user" or "agent", "text": "..."}, oldest first'


class HistoryMessage(BaseModel):
    """One earlier message."""

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
        messages = TypeAdapter(list[HistoryMessage]).validate_json(content)
    except ValidationError as error:
        raise InputError(
            f"The history file {str(path)!r} is not {_SHAPE}: {first_trouble(error)}"
        ) from error
    try:
        return conversation_of(messages)
    except InputError as error:
        raise InputError(f"The history file {str(path)!r} asks too much. {error}") from error


def first_trouble(error: ValidationError) -> str:
    """Return what is wrong first, and where, in a sentence."""
    first = error.errors()[0]
    if not first["loc"]:
        return f"{first['msg']}."
    number, *field = first["loc"]
    where = f"message {number + 1}" if isinstance(number, int) else str(number)
    return f"{where}{''.join(f', {name}' for name in field)}: {first['msg']}."


def conversation_of(messages: Sequence[HistoryMessage]) -> Conversation:
    """Return messages, oldest first, as turns.

    Raises:
        InputError: a question is too long.
    """
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
