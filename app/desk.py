"""What every page of one server shares: knowledge bases, assistants, conversations, replies."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.answers import Answer
from app.conversations import Conversation, Turn
from app.replies import Asking, ReplyEvent, Replying
from app.running_replies import Keeping, RunningReplies, RunningReply
from knowledge.errors import AssistantError

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation in the list."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what became of it: an answer, an error, or a partial text.

    `stopped` tells a reader's stop from an answer that was cut off.
    """

    question: str
    answer: Answer | None = None
    partial: str = ""
    error: str = ""
    stopped: bool = False


class Book(Protocol):
    """Where conversations are written down; safe for several threads."""

    def entries(self, knowledge_base: str) -> list[Entry]:
        """Return a knowledge base's conversations, the latest first."""
        ...

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Return a conversation's exchanges, oldest first; none when it is not there."""
        ...

    def ask(self, conversation_id: str, knowledge_base: str, question: str) -> str:
        """Write a question down, in a new conversation where none is named; return its id."""
        ...

    def keeping(self, conversation_id: str) -> Keeping:
        """Return where the reply to the last question is written down."""
        ...


class Desk:
    """Opens each knowledge base once, answers, and writes everything down before it is shown."""

    def __init__(
        self,
        names: Callable[[], list[str]],
        build: Callable[[str], Replying],
        book: Book,
        *,
        groups: tuple[str, ...],
        default_name: str = "",
        samples: Callable[[str], tuple[str, ...]] = lambda _: (),
    ) -> None:
        """Take what it works with. `build` may take seconds; it is called once a name."""
        self.names = names
        self.default_name = default_name
        self.sample_questions = samples
        self._build = build
        self._book = book
        self._groups = groups
        self._replies = RunningReplies()
        self._assistants: dict[str, Replying] = {}
        self._opening = threading.Lock()

    def warm(self, name: str) -> None:
        """Begin to open a knowledge base, so that the first question need not wait."""
        if name not in self._assistants and not self._opening.locked():
            threading.Thread(target=self._warm, args=(name,), name="warm", daemon=True).start()

    def opened(self, name: str) -> bool:
        """Tell whether a knowledge base is open."""
        return name in self._assistants

    def conversations(self, name: str) -> list[Entry]:
        """Return a knowledge base's conversations, the latest first."""
        return self._book.entries(name)

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Return a conversation's exchanges, oldest first."""
        return self._book.exchanges(conversation_id)

    def running(self, conversation_id: str) -> RunningReply | None:
        """Return the reply that is under way in a conversation."""
        return self._replies.of(conversation_id)

    def ask(self, conversation_id: str, name: str, question: str, as_of: date | None) -> str:
        """Write the question down and begin to answer it; return the conversation's id."""
        before = self.exchanges(conversation_id) if conversation_id else ()
        identifier = self._book.ask(conversation_id, name, question)
        asking = Asking(groups=self._groups, as_of=as_of)

        def events() -> Iterator[ReplyEvent]:
            yield from self._assistant(name).reply(history(before), question, asking)

        self._replies.start(identifier, events, self._book.keeping(identifier))
        return identifier

    def _warm(self, name: str) -> None:
        try:
            self._assistant(name)
        except AssistantError as error:
            # The first question says it to the reader.
            _LOG.warning("%s", error)

    def _assistant(self, name: str) -> Replying:
        with self._opening:
            if name not in self._assistants:
                self._assistants[name] = self._build(name)
            return self._assistants[name]


def history(exchanges: tuple[Exchange, ...]) -> Conversation:
    """Return what was said before, as the assistant takes it."""
    return Conversation(
        tuple(Turn(e.question, e.answer.text if e.answer else e.partial) for e in exchanges)
    )
