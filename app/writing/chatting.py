"""The role of a chat model: messages in, an answer's pieces out."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a chat model takes it."""

    role: Literal["system", "user", "assistant"]
    text: str


class ChatModel(Protocol):
    """Continues a conversation."""

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        """Yield the answer in pieces as they come; closing the iterator ends the request.

        An empty piece says that nothing has come yet: whoever reads may close then, too.

        Raises:
            GenerationFailed: the model cannot be reached, refuses, is too slow or sends no text.
        """
        ...
