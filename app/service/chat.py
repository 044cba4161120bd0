"""The chat service: knowledge bases, assistants, conversations and replies of all pages."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from time import monotonic
from typing import TypeVar

from app.auth.visitor import Visitor
from app.database.audit import Action
from app.dates.resolution import LocalTime
from app.domain.answers import SearchOutcome
from app.domain.caller_context import CallerContext, FacetChoice, caller_choices, choices_among
from app.domain.conversations import Conversation, Turn, of_fitting_length
from app.domain.person import Person
from app.domain.replies import (
    AnsweringAssistant,
    AnswerRequest,
    DateChoice,
    ReplyEvent,
    SearchEdits,
)
from app.i18n import texts
from app.pipeline.approved_answers import checked_for_approval, reworded
from app.records.conversations import ConversationRepository, Exchange, Listed
from app.records.opening import Records
from app.service.documents import DocumentCatalog, Note, SourceDocuments
from app.service.running_replies import RunningReplies, RunningReply
from app.service.suggestions import follow_ups, starter_questions
from knowledge.domain.access import Access, Role, may_change, reading_as
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import (
    AssistantError,
    InputError,
    KnowledgeBaseMismatch,
    NotPermitted,
    StoreUnavailable,
)
from knowledge.domain.passages import Passage
from knowledge.settings.settings import Settings

USUAL_APPROVAL = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class ApprovalWish:
    """What a curator vouches for, to the end of `until` (None: for good)."""

    question: str
    text: str
    until: date | None = None


OpenDocuments = Callable[[str, Callable[[], Access], Note], SourceDocuments]

_LOG = logging.getLogger(__name__)


class ChatService:
    """Opens each knowledge base once, answers, and writes everything down before it is shown."""

    def __init__(
        self,
        settings: Settings,
        names: Callable[[], list[str]],
        build: Callable[[str], AnsweringAssistant],
        repository: ConversationRepository,
        source_documents: OpenDocuments | None = None,
        catalog: DocumentCatalog | None = None,
        records: Records | None = None,
    ) -> None:
        """Take what it works with. `build` may take seconds; it is called once a name.

        `source_documents` gives a knowledge base's documents as somebody sees them, `catalog`
        lists them.
        """
        self.default_name = settings.default_kb
        self._reach = StoreAvailability(names, settings.default_kb)
        self._visitor = Visitor.always(Person("", Role.ADMIN, settings.auth.reader_groups))
        self._build = build
        self._repository = repository
        self._source_documents = source_documents
        self._catalog = catalog
        self.records = records
        self.time = LocalTime(settings.time_zone)
        self._replies = RunningReplies()
        self._assistants: dict[str, AnsweringAssistant] = {}
        self._opening = threading.Lock()

    def of(self, visitor: Visitor) -> ChatService:
        """Return the service as one person has it: their conversations, their groups' documents.

        Who they are is asked again whenever it is used. Assistants and the replies under way are
        the same for all.

        Raises:
            SignInRefused: they are not signed in any more; every use of the service may raise it.
        """
        service = copy(self)
        service._visitor = visitor
        service._repository = self._repository.of(visitor.person().name)
        return service

    def names(self) -> list[str]:
        """Return the knowledge bases; those of the last list while the store is away."""
        return self._reach.names()

    @property
    def away(self) -> str:
        """Why the store does not answer; empty while it does."""
        return self._reach.away

    def is_back(self) -> bool:
        """Ask the store again, and tell whether it answers."""
        return self._reach.is_back()

    def warm(self, name: str) -> None:
        """Begin to open a knowledge base, so that the first question need not wait."""
        if name not in self._assistants and not self._opening.locked():
            threading.Thread(target=self._warm, args=(name,), name="warm", daemon=True).start()

    def opened(self, name: str) -> bool:
        """Tell whether a knowledge base is open."""
        return name in self._assistants

    @property
    def repository(self) -> ConversationRepository:
        """The reader's own conversations."""
        self._visitor.person()
        return self._repository

    def _reading(self) -> Access:
        return reading_as(self._visitor.person().groups)

    def conversations(self, name: str, words: str = "") -> list[Listed]:
        """Return a knowledge base's conversations, the latest first; those that hold the words."""
        entries = self.repository.entries(name, words)
        return [replace(each, changed_at=self.time.local(each.changed_at)) for each in entries]

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation, and stop the answer that is being written in it."""
        reply = self.running(conversation_id)
        if reply is not None:
            reply.stop()
        self.repository.delete(conversation_id)

    def set_context(self, conversation_id: str, name: str, context: CallerContext) -> str:
        """Keep what searches shall keep to, in a new conversation where none is named."""
        if not conversation_id:
            return self.repository.begin(name, context)
        self.repository.set_context(conversation_id, context)
        return conversation_id

    def choices(self, name: str) -> tuple[FacetChoice, ...]:
        """Return the facets that tell the reader's documents apart."""
        catalog, access = self._catalog, self._reading()
        if catalog is None:
            return ()
        return self._reach.ask(lambda: choices_among(catalog.documents(name, access)), ())

    def caller_choices(self, name: str) -> tuple[FacetChoice, ...]:
        """Return what tells answers apart for a caller, in the reader's documents."""
        catalog, access = self._catalog, self._reading()
        if catalog is None:
            return ()
        return self._reach.ask(lambda: caller_choices(catalog.documents(name, access)), ())

    def follow_ups(self, name: str, exchanges: tuple[Exchange, ...]) -> tuple[str, ...]:
        """Return what could be asked next, from the sources of the last answer."""
        answer = exchanges[-1].answer if exchanges else None
        catalog, access = self._catalog, self._reading()
        if answer is None or catalog is None:
            return ()
        nothing: list[Passage] = []
        beside = self._reach.ask(lambda: catalog.beside(name, answer, access), nothing)
        asked = [exchange.question for exchange in exchanges]
        planned = starter_questions(name).after(asked[-1])
        return (*planned, *follow_ups(answer, beside, asked, about=texts.WHAT_ABOUT))

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Return a conversation's exchanges, oldest first; none when it is not there."""
        return self.repository.exchanges(conversation_id)

    def source_documents(self, name: str) -> SourceDocuments | None:
        """Return the documents behind the sources, as far as the reader may see them."""
        source_documents, access = self._source_documents, self._reading
        if source_documents is None:
            return None
        self._visitor.person()
        note = partial(self._note, name)
        return self._reach.ask(lambda: source_documents(name, access, note), None)

    @property
    def can_approve(self) -> bool:
        """Whether the reader may vouch for answers."""
        return self.records is not None and self._visitor.person().role.includes(Role.CURATOR)

    def approve(self, name: str, exchange: Exchange, wish: ApprovalWish) -> None:
        """Answer with this, maybe in other words, whoever asks the question from now on.

        Raises:
            NotPermitted: the reader is no curator, or may not see all that the answer cites.
            InputError: it has no sources, a marker names none, or the question leans on others.
        """
        person, answer = self._visitor.curator(), exchange.answer
        if answer is None or self.records is None:
            return
        if not may_change((c.passage.groups for c in answer.citations), person.access):
            raise NotPermitted(texts.NOT_YOURS_TO_SEE)
        worded = answer if wish.text == answer.text.strip() else reworded(answer, wish.text)
        checked_for_approval(wish.question, worded)
        owner = person.name or texts.LEAD
        self.records.approved.approve(
            name,
            worded,
            owner=owner,
            created_by=owner,
            expires_on=wish.until,
            question=wish.question,
        )
        self._note(name, Action.APPROVED, wish.question)

    def running(self, conversation_id: str) -> RunningReply | None:
        """Return the reply that is under way in a conversation."""
        return self._replies.of(conversation_id) if self.repository.holds(conversation_id) else None

    def ask(
        self,
        conversation_id: str,
        name: str,
        question: str,
        *,
        anew: bool = False,
        edits: SearchEdits | None = None,
        date_choice: DateChoice = DateChoice.RULE,
        earlier: Conversation | None = None,
    ) -> str:
        """Write the question down and begin to answer it; return the conversation's id.

        Asked `anew` it takes the last question's place. Searches keep to the caller's details,
        unless the reader edits the search of a turn: then it is asked again as it was asked there.
        `date_choice` says which day answers where the question names another one, `earlier` what
        was said before a first question elsewhere.

        Raises:
            InputError: the conversation in the address is not there (any more), or the question
                is too long.
            StoreUnavailable: it could not be written down.
        """
        for text in (question, *(edits.search_texts if edits else ())):
            of_fitting_length(text)
        if conversation_id and not self.repository.holds(conversation_id):
            raise InputError(texts.CONVERSATION_GONE)
        before = self.exchanges(conversation_id) if conversation_id else ()
        before = before[: edits.turn] if edits else before[:-1] if anew else before
        reply = self.running(conversation_id)
        if reply is not None:
            # Before its turn is superseded, so that it is written down as it was.
            reply.stop()
        identifier = self.repository.ask(conversation_id, name, question, anew=anew)
        context = self.repository.context(identifier)
        groups = self._visitor.person().groups
        request = AnswerRequest(
            groups=groups,
            as_of=context.as_of,
            facets=context.facets,
            date_choice=date_choice,
        )
        request = edits.request(groups) if edits else request
        talk = history(before) if before else earlier or Conversation()

        def events() -> Iterator[ReplyEvent]:
            with self._fresh(name) as assistant:
                yield from assistant.reply(talk, question, request)

        self._replies.start(identifier, events, self.repository.reply_store(identifier))
        return identifier

    def search(self, name: str, question: str, context: CallerContext) -> SearchOutcome:
        """Return what a question finds among the reader's documents, and note that it was asked.

        Raises:
            InputError: the question is too long.
        """
        groups = self._visitor.person().groups
        request = AnswerRequest(groups=groups, as_of=context.as_of, facets=context.facets)
        self._note(name, Action.TRIED_SEARCH, of_fitting_length(question))
        with self._fresh(name) as assistant:
            return assistant.find(Conversation(), question, request)

    def documents(self, name: str) -> tuple[DocumentRecord, ...]:
        """Return the documents that the reader may see; none without a catalog."""
        access = self._reading()
        return self._catalog.documents(name, access) if self._catalog else ()

    def _note(self, knowledge_base: str, action: Action, what: str) -> None:
        person = self._visitor.person()
        if self.records is not None:
            self.records.audit.note(person.name, action, what, knowledge_base=knowledge_base)

    def _warm(self, name: str) -> None:
        try:
            self._assistant(name)
        except AssistantError as error:
            # The first question says it to the reader.
            _LOG.warning("%s", error)

    @contextmanager
    def _fresh(self, name: str) -> Iterator[AnsweringAssistant]:
        try:
            yield self._assistant(name)
        except KnowledgeBaseMismatch:
            # Rebuilt meanwhile: the next question opens it as it is now.
            self._assistants.pop(name, None)
            raise

    def _assistant(self, name: str) -> AnsweringAssistant:
        with self._opening:
            if name not in self._assistants:
                self._assistants[name] = self._build(name)
            return self._assistants[name]


def history(exchanges: tuple[Exchange, ...]) -> Conversation:
    """Return what was said before, as the assistant takes it; partial answers as they are."""
    return Conversation(
        tuple(
            Turn(e.question, e.answer.text, e.answer.found.named, e.answer)
            if e.answer
            else Turn(e.question, e.partial)
            for e in exchanges
        )
    )


# Whether the store answers, for all pages of a server, and what it held when it last did.


_STORE_LOG = logging.getLogger(__name__)
_PAUSE_SECONDS = 5.0
"""Nobody is asked again so soon: each try may wait for seconds, and a page makes several."""

Held = TypeVar("Held")


class StoreAvailability:
    """Asks the store for what a page can do without, so that an outage leaves the page standing."""

    def __init__(
        self,
        names: Callable[[], list[str]],
        default_name: str,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Take what lists the knowledge bases, and the one to name before any list was read."""
        self._names = names
        self._known = [default_name]
        self._clock = clock
        self._away = ""
        self._failed_at = float("-inf")

    @property
    def away(self) -> str:
        """What the store's last failure said; empty while it answers."""
        return self._away

    def names(self) -> list[str]:
        """Return the knowledge bases; those of the last list while the store is away."""
        self._known = self.ask(self._names, self._known)
        return self._known

    def is_back(self) -> bool:
        """Ask once more, without a pause, and tell whether it answers."""
        self._failed_at = float("-inf")
        self.names()
        return not self._away

    def ask(self, ask: Callable[[], Held], otherwise: Held) -> Held:
        """Return what the store says, `otherwise` while it is away."""
        if self._away and self._clock() - self._failed_at < _PAUSE_SECONDS:
            return otherwise
        try:
            held = ask()
        except StoreUnavailable as error:
            if not self._away:
                _STORE_LOG.warning("The store is away: %s", error)
            self._away, self._failed_at = str(error), self._clock()
            return otherwise
        if self._away:
            _STORE_LOG.warning("The store answers again.")
            self._away = ""
        return held
