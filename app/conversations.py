"""A conversation as the assistant sees it: turns of question and answer text."""

from __future__ import annotations

from dataclasses import dataclass

from app.answers import NamedDay


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was answered (empty when the answer was stopped or failed).

    `named` is the day that it named, where that is known; else it can be read off the question.
    """

    question: str
    answer: str = ""
    named: NamedDay | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Finished turns, oldest first."""

    turns: tuple[Turn, ...] = ()

    def with_turn(self, question: str, answer: str) -> Conversation:
        """Return the conversation with one more turn."""
        return Conversation((*self.turns, Turn(question, answer)))
