"""A conversation as the assistant sees it: turns of question and answer text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was answered (empty when the answer was stopped or failed)."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Finished turns, oldest first."""

    turns: tuple[Turn, ...] = ()

    def with_turn(self, question: str, answer: str) -> Conversation:
        """Return the conversation with one more turn."""
        return Conversation((*self.turns, Turn(question, answer)))
