"""The page's book of conversations, kept in the conversation store."""

from __future__ import annotations

from copy import copy

from app.answers import Answer
from app.database.conversations import ConversationStore
from app.database.threads import StoredTurn, TurnState
from app.desk import Entry, Exchange
from app.running_replies import Keeping

_CUT_OFF = "The answer was cut off: the program ended while it was written."


class ConversationBook:
    """Lists, reads and writes the conversations of one owner."""

    def __init__(self, store: ConversationStore, owner: str = "") -> None:
        self._store = store
        self._owner = owner
        # Turns that this process is answering; any other that is not over was cut off.
        self._under_way: set[int] = set()

    def of(self, owner: str) -> ConversationBook:
        """Return another owner's book in the same store."""
        book = copy(self)
        book._owner = owner
        return book

    def holds(self, conversation_id: str) -> bool:
        """Tell whether a conversation is there and the owner's."""
        return self._store.thread(conversation_id, self._owner) is not None

    def entries(self, knowledge_base: str) -> list[Entry]:
        """Return a knowledge base's conversations, the latest first."""
        threads = self._store.threads(self._owner)
        return [Entry(t.id, t.title) for t in threads if t.knowledge_base == knowledge_base]

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Return a conversation's exchanges, oldest first; none when it is not the owner's."""
        if not self.holds(conversation_id):
            return ()
        return tuple(self._exchange(turn) for turn in self._store.turns(conversation_id))

    def ask(self, conversation_id: str, knowledge_base: str, question: str) -> str:
        """Write a question down, in a new conversation where none is named; return its id."""
        identifier = conversation_id or self._store.start(knowledge_base, self._owner).id
        self._under_way.add(self._store.ask(identifier, question))
        return identifier

    def keeping(self, conversation_id: str) -> Keeping:
        """Return where the reply to the last question is written down."""
        turn = self._store.turns(conversation_id)[-1].id

        def finished(answer: Answer) -> None:
            self._store.finish(turn, answer)
            self._under_way.discard(turn)

        def cut_off(text: str, error: str) -> None:
            self._store.cut_off(turn, text, error)
            self._under_way.discard(turn)

        return Keeping(
            partial=lambda text: self._store.keep_partial(turn, text),
            finished=finished,
            cut_off=cut_off,
        )

    def _exchange(self, turn: StoredTurn) -> Exchange:
        lost = turn.state is TurnState.RUNNING and turn.id not in self._under_way
        return Exchange(
            question=turn.question,
            answer=turn.answer,
            partial="" if turn.answer else turn.text,
            error=_CUT_OFF if lost else turn.error,
            stopped=turn.state is TurnState.STOPPED,
        )
