"""The role of a chat model: messages in, an answer's pieces out."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from app.writing.endings import Ending


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a chat model takes it."""

    role: Literal["system", "user", "assistant"]
    text: str


class ChatModel(Protocol):
    """Continues a conversation."""

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, Ending | None]:
        """Yield the answer in pieces as they come; closing the iterator ends the request.

        Returns how it ended, None where that is not known.

        An empty piece says that nothing has come yet: whoever reads may close then, too.

        Raises:
            PromptTooLong: the messages are longer than the model reads.
            GenerationFailed: the model cannot be reached, refuses, is too slow or sends no text.
        """
        ...


def taking_turns(messages: Sequence[Message], *, system_role: bool = True) -> list[Message]:
    """Return the messages as strict servers take them: user and assistant by turns, none empty.

    Neighbours of one role become one. Without a `system_role` the rules open the first question.
    """
    turns: list[Message] = []
    for message in messages:
        role = message.role if system_role or message.role != "system" else "user"
        if not message.text.strip():
            continue
        if turns and turns[-1].role == role:
            turns[-1] = Message(role, f"{turns[-1].text}\n\n{message.text}")
        else:
            turns.append(Message(role, message.text))
    return turns
