"""Conversations as the pages read and write them, kept in the database."""

from __future__ import annotations

from copy import copy

from app.database.audit import Action, AuditLog
from app.database.conversations import ConversationStore
from app.database.escalations import Escalation, EscalationStore
from app.database.feedback import FeedbackStore, Rating
from app.database.threads import StoredTurn, TurnState
from app.domain.answers import Answer
from app.domain.caller_context import CallerContext, read_context
from app.records.conversations import Exchange, Listed, ReplyStore, Verdict
from knowledge.domain.passages import Passage


def shown_sources(answer: Answer) -> str:
    """Return the cited passages as the log names them, each once; "none" where none was cited."""
    named = dict.fromkeys(_named(citation.passage) for citation in answer.citations)
    return "; ".join(named) or "none"


def _named(passage: Passage) -> str:
    version = f" ({passage.version})" if passage.version else ""
    pages = f" p. {passage.first_page}" if passage.first_page else ""
    section = f" § {passage.headings[-1]}" if passage.headings else ""
    return f"{passage.document_key}{version}{section}{pages}"


# The page's conversations, kept in the conversation store.


_CUT_OFF = "The answer was cut off: the program ended while it was written."


class DatabaseConversations:
    """Lists, reads and writes the conversations of one owner."""

    def __init__(
        self,
        store: ConversationStore,
        feedback: FeedbackStore,
        escalations: EscalationStore,
        owner: str = "",
        audit: AuditLog | None = None,
    ) -> None:
        """Take the stores; with an audit log, who asked what and saw what is noted there."""
        self._escalations = escalations
        self._audit = audit
        self._store = store
        self._feedback = feedback
        self._owner = owner
        # Turns that this process is answering; any other that is not over was cut off.
        self._under_way: set[int] = set()

    def of(self, owner: str) -> DatabaseConversations:
        """Return another owner's conversations in the same store."""
        repository = copy(self)
        repository._owner = owner
        return repository

    def holds(self, conversation_id: str) -> bool:
        """Tell whether a conversation is there and the owner's."""
        return self._store.thread(conversation_id, self._owner) is not None

    def entries(self, knowledge_base: str, words: str = "") -> list[Listed]:
        """Return a knowledge base's conversations, the latest first; those that hold the words.

        One that was begun by saying who calls, and in which nothing was asked yet, has no title.
        """
        if words.strip():
            threads = self._store.search(self._owner, words)
        else:
            threads = self._store.threads(self._owner)
        replied = self._escalations.unseen(self._owner)
        return [
            Listed(t.id, t.title, t.changed_at, t.pinned, t.id in replied)
            for t in threads
            if t.knowledge_base == knowledge_base and t.title
        ]

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Return a conversation's exchanges, oldest first; none when it is not the owner's."""
        if not self.holds(conversation_id):
            return ()
        ratings = self._feedback.ratings(conversation_id, self._owner)
        sent = self._escalations.in_thread(conversation_id)
        return tuple(
            self._exchange(turn, ratings.get(turn.id), sent.get(turn.id))
            for turn in self._store.turns(conversation_id)
        )

    def begin(self, knowledge_base: str, context: CallerContext) -> str:
        """Begin a conversation and return its id."""
        return self._store.start(knowledge_base, self._owner, context.written()).id

    def ask(
        self, conversation_id: str, knowledge_base: str, question: str, *, anew: bool = False
    ) -> str:
        """Write a question down, in a new conversation where none is named; return its id."""
        identifier = conversation_id or self._store.start(knowledge_base, self._owner).id
        put = self._store.replace_last if anew else self._store.ask
        self._note(Action.ASKED, question, knowledge_base)
        self._under_way.add(put(identifier, question))
        return identifier

    def title(self, conversation_id: str) -> str:
        """Return a conversation's title; none where it is not the owner's."""
        thread = self._store.thread(conversation_id, self._owner)
        return thread.title if thread else ""

    def rename(self, conversation_id: str, title: str) -> None:
        """Give the owner's conversation another title."""
        if self.holds(conversation_id) and title.strip():
            self._store.rename(conversation_id, title)

    def pin(self, conversation_id: str, *, pinned: bool) -> None:
        """Keep the owner's conversation at the head of the list, or no longer."""
        if self.holds(conversation_id):
            self._store.pin(conversation_id, pinned=pinned)

    def delete(self, conversation_id: str) -> None:
        """Delete the owner's conversation for good."""
        thread = self._store.thread(conversation_id, self._owner)
        if thread is not None:
            self._note(Action.DELETED_CONVERSATION, thread.title, thread.knowledge_base)
            self._store.delete(conversation_id)

    def context(self, conversation_id: str) -> CallerContext:
        """Return what the conversation's searches keep to; nothing where it is not the owner's."""
        thread = self._store.thread(conversation_id, self._owner)
        return read_context(thread.facets) if thread else CallerContext()

    def set_context(self, conversation_id: str, context: CallerContext) -> None:
        """Say what later searches of the owner's conversation keep to."""
        if self.holds(conversation_id):
            self._store.set_facets(conversation_id, context.written())

    def rate(self, conversation_id: str, turn: int, verdict: Verdict) -> None:
        """Write down what the owner thinks of an answer in the conversation."""
        if turn not in {exchange.turn for exchange in self.exchanges(conversation_id)}:
            return
        if verdict.rating:
            rating = Rating(verdict.rating)
            self._feedback.give(
                turn, self._owner, rating, reasons=verdict.reasons, comment=verdict.comment
            )
        else:
            self._feedback.take_back(turn, self._owner)
        thread = self._store.thread(conversation_id, self._owner)
        said = "; ".join((verdict.rating or "taken back", *verdict.reasons))
        self._note(Action.RATED, f"turn {turn}: {said}", thread.knowledge_base if thread else "")

    def send_to_lead(self, conversation_id: str, turn: int, note: str) -> None:
        """Have a lead answer a question of the owner's conversation."""
        asked = {exchange.turn: exchange for exchange in self.exchanges(conversation_id)}
        if turn not in asked:
            return
        thread = self._store.thread(conversation_id, self._owner)
        if self._escalations.send(turn, self._owner, note) and thread is not None:
            self._note(Action.SENT_TO_LEAD, asked[turn].question, thread.knowledge_base)

    def see_replies(self, conversation_id: str) -> None:
        """Note that the owner has seen what leads replied in the conversation."""
        if self.holds(conversation_id):
            self._escalations.see(conversation_id)

    def note_export(self, conversation_id: str, form: str) -> None:
        """Note in the audit log that the owner saved the conversation as a file of some form."""
        thread = self._store.thread(conversation_id, self._owner)
        if thread is not None:
            self._note(Action.EXPORTED, f"{thread.title} ({form})", thread.knowledge_base)

    def reply_store(self, conversation_id: str) -> ReplyStore:
        """Return where the reply to the last question is written down."""
        turn = self._store.turns(conversation_id)[-1].id
        thread = self._store.thread(conversation_id, self._owner)
        knowledge_base = thread.knowledge_base if thread else ""

        def finished(answer: Answer) -> None:
            self._store.finish(turn, answer)
            self._note(Action.SAW_SOURCES, shown_sources(answer), knowledge_base)
            self._under_way.discard(turn)

        def cut_off(text: str, error: str) -> None:
            self._store.cut_off(turn, text, error)
            self._under_way.discard(turn)

        return ReplyStore(
            partial=lambda text: self._store.keep_partial(turn, text),
            finished=finished,
            cut_off=cut_off,
        )

    def _note(self, action: Action, what: str, knowledge_base: str) -> None:
        if self._audit is not None:
            self._audit.note(self._owner, action, what, knowledge_base=knowledge_base)

    def _exchange(
        self, turn: StoredTurn, rating: Rating | None, escalation: Escalation | None
    ) -> Exchange:
        lost = turn.state is TurnState.RUNNING and turn.id not in self._under_way
        return Exchange(
            question=turn.question,
            answer=turn.answer,
            partial="" if turn.answer else turn.text,
            error=_CUT_OFF if lost else turn.error,
            stopped=turn.state is TurnState.STOPPED,
            turn=turn.id,
            asked_at=turn.asked_at,
            rating=rating.value if rating else "",
            escalation=escalation,
        )
