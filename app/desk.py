"""What every page of one server shares: knowledge bases, assistants, conversations, replies."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import yaml

from app import texts
from app.answers import Answer
from app.conversations import Conversation, Turn
from app.people import Person
from app.replies import Asking, ReplyEvent, Replying
from app.running_replies import Keeping, RunningReplies, RunningReply
from app.source_documents import SourceDocuments
from knowledge.errors import AssistantError, InputError
from knowledge.settings import Settings

_LOG = logging.getLogger(__name__)
_DEMO = "demo"
_SAMPLES = Path(__file__).resolve().parents[1] / "sample" / "first_questions.yaml"


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

    def of(self, owner: str) -> Book:
        """Return another owner's book."""
        ...

    def holds(self, conversation_id: str) -> bool:
        """Tell whether a conversation is there and the owner's."""
        ...

    def entries(self, knowledge_base: str) -> list[Entry]:
        """Return a knowledge base's conversations, the latest first."""
        ...

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Return a conversation's exchanges, oldest first; none when it is not the owner's."""
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
        settings: Settings,
        names: Callable[[], list[str]],
        build: Callable[[str], Replying],
        book: Book,
        source_documents: Callable[[str, tuple[str, ...]], SourceDocuments] | None = None,
    ) -> None:
        """Take what it works with. `build` may take seconds; it is called once a name.

        `source_documents` gives a knowledge base's documents as readers of some groups see them.
        """
        self.names = names
        self.default_name = settings.default_kb
        self._groups = settings.reader_groups
        self._build = build
        self._book = book
        self._source_documents = source_documents
        self._replies = RunningReplies()
        self._assistants: dict[str, Replying] = {}
        self._opening = threading.Lock()

    def of(self, person: Person) -> Desk:
        """Return the desk as one person has it: their conversations, their groups' documents.

        Assistants and the replies under way are the same for all.
        """
        desk = copy(self)
        desk._groups = person.groups
        desk._book = self._book.of(person.name)
        return desk

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
        """Return a conversation's exchanges, oldest first; none when it is not there."""
        return self._book.exchanges(conversation_id)

    def source_documents(self, name: str) -> SourceDocuments | None:
        """Return the documents behind the sources, as far as the reader may see them."""
        return self._source_documents(name, self._groups) if self._source_documents else None

    def running(self, conversation_id: str) -> RunningReply | None:
        """Return the reply that is under way in a conversation."""
        return self._replies.of(conversation_id) if self._book.holds(conversation_id) else None

    def ask(self, conversation_id: str, name: str, question: str, as_of: date | None) -> str:
        """Write the question down and begin to answer it; return the conversation's id.

        Raises:
            InputError: the conversation in the address is not there (any more).
            StoreUnavailable: it could not be written down.
        """
        before = self.exchanges(conversation_id) if conversation_id else ()
        if conversation_id and not before:
            raise InputError(texts.CONVERSATION_GONE)
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
    """Return what was said before, as the assistant takes it; partial answers as they are."""
    return Conversation(
        tuple(Turn(e.question, e.answer.text if e.answer else e.partial) for e in exchanges)
    )


def sample_questions(name: str) -> tuple[str, ...]:
    """Return the questions to begin with: those of the sample documents, for their own."""
    if name != _DEMO or not _SAMPLES.is_file():
        return ()
    entries = yaml.safe_load(_SAMPLES.read_text(encoding="utf-8"))["questions"]
    return tuple(str(entry["question"]) for entry in entries)
