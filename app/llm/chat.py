"""The role of a chat model: messages in, an answer's pieces out, and how the answer ended."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Generic, Literal, Protocol, TypeVar


class Ending(StrEnum):
    """Why a model wrote no more."""

    COMPLETE = auto()
    LIMIT = auto()
    FILTERED = auto()
    BROKEN_OFF = auto()
    """The stream ended, and nobody said that the answer was at its end."""
    REPEATING = auto()
    """It wrote the same again and again, and was stopped."""
    ECHOING = auto()
    """It wrote its own instructions, and was stopped."""
    UNCITED = auto()
    """It went on without naming a source, and was stopped."""


# Under these names LangChain's classes for the providers keep what their servers say.
_TOLD_AS = ("finish_reason", "stop_reason", "done_reason", "stopReason")
_LIMITS = ("length", "max_token", "max_output", "model_length", "context_window")
_FILTERS = ("filter", "safety", "refusal", "recitation", "blocklist", "prohibited", "guardrail")
_BREAKS = ("error", "abort", "cancel", "insufficient_system_resource")


def told_ending(metadata: Mapping[str, object]) -> Ending | None:
    """Return how an answer ended by what stands beside its last piece; None: it does not say.

    Servers have words of their own ("MAX_TOKENS", "max_output_tokens"): what they hold decides.
    """
    told = next((str(metadata[name]) for name in _TOLD_AS if metadata.get(name)), "").lower()
    if not told:
        return None
    for words, ending in (
        (_LIMITS, Ending.LIMIT),
        (_FILTERS, Ending.FILTERED),
        (_BREAKS, Ending.BROKEN_OFF),
    ):
        if any(word in told for word in words):
            return ending
    return Ending.COMPLETE


_Piece = TypeVar("_Piece")


class EndedStream(Generic[_Piece]):
    """A stream whose ending can still be read where its pieces went through other hands."""

    def __init__(self, stream: Generator[_Piece, None, Ending | None]) -> None:
        self.ending: Ending | None = None
        self.pieces = self._read(stream)

    def _read(self, stream: Generator[_Piece, None, Ending | None]) -> Generator[_Piece]:
        try:
            self.ending = yield from stream
        finally:
            stream.close()


# The role of a chat model: messages in, an answer's pieces out.


STILL_WAITING = ""
"""A piece without text: nothing has come yet, and whoever reads may close."""


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
