"""Conversations: threads and their turns as far as each got, and looking through them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from app.database import stored_text, threads
from app.database.engine import Database
from app.database.schema import THREADS, TURNS
from app.database.stored_text import LIKE_ESCAPE, folded, pattern, written
from app.database.threads import StoredTurn, Thread, TurnState, thread_of, turn_of
from app.domain.answers import Answer, Outcome
from app.domain.conversations import Conversation, Turn

_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """A turn with whose it is and where it was asked."""

    thread_id: str
    owner: str
    knowledge_base: str
    turn: StoredTurn


def threads_with(database: Database, owner: str, words: str) -> list[Thread]:
    """Return an owner's conversations that hold all the words, the last changed first."""
    asked = list(dict.fromkeys(folded(words).split()))[:_MOST_WORDS]
    if not asked:
        return []
    wanted = (
        select(THREADS)
        .where(THREADS.c.owner == owner, *(_holds(word) for word in asked))
        .order_by(THREADS.c.changed_at.desc(), THREADS.c.id)
    )
    return [thread_of(row) for row in database.rows(wanted)]


def asked_since(database: Database, knowledge_base: str, since: datetime) -> list[AskedTurn]:
    """Return everybody's turns in a knowledge base since a moment, oldest first."""
    wanted = (
        select(TURNS, THREADS.c.owner, THREADS.c.knowledge_base)
        .join(THREADS, THREADS.c.id == TURNS.c.thread_id)
        .where(THREADS.c.knowledge_base == knowledge_base, TURNS.c.asked_at >= written(since))
        .order_by(TURNS.c.id)
    )
    return [
        AskedTurn(row["thread_id"], row["owner"], row["knowledge_base"], turn_of(row))
        for row in database.rows(wanted)
    ]


def _holds(word: str) -> ColumnElement[bool]:
    like = pattern(word)
    in_a_turn = select(TURNS.c.id).where(
        TURNS.c.thread_id == THREADS.c.id,
        TURNS.c.superseded == 0,
        TURNS.c.words.like(like, escape=LIKE_ESCAPE),
    )
    return or_(THREADS.c.words.like(like, escape=LIKE_ESCAPE), in_a_turn.exists())


# Conversations: threads, and their turns as far as each got.


LONGEST_TITLE = 80


class ConversationStore:
    """Keeps every question before it is answered and every answer before it is shown."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def threads(self, owner: str = "") -> list[Thread]:
        """Return an owner's conversations: the pinned first, then the last changed."""
        order = (THREADS.c.pinned.desc(), THREADS.c.changed_at.desc(), THREADS.c.id)
        wanted = select(THREADS).where(THREADS.c.owner == owner).order_by(*order)
        return [thread_of(row) for row in self._database.rows(wanted)]

    def thread(self, thread_id: str, owner: str = "") -> Thread | None:
        """Return an owner's conversation; None where it is not there or is somebody else's."""
        ours = (THREADS.c.id == thread_id, THREADS.c.owner == owner)
        rows = self._database.rows(select(THREADS).where(*ours))
        return thread_of(rows[0]) if rows else None

    def start(
        self, knowledge_base: str, owner: str = "", facets: Mapping[str, str] | None = None
    ) -> Thread:
        """Begin a conversation and return it."""
        thread = Thread(
            uuid4().hex, owner, knowledge_base, "", stored_text.now(), facets=facets or {}
        )
        self._database.run(
            insert(THREADS).values(
                id=thread.id,
                owner=owner,
                knowledge_base=knowledge_base,
                title="",
                changed_at=stored_text.written(thread.changed_at),
                facets=json.dumps(dict(thread.facets)),
            )
        )
        return thread

    def search(self, owner: str, words: str) -> list[Thread]:
        """Return an owner's conversations whose title, questions and answers hold all the words.

        Case and accents do not matter, a part of a word is enough. The last changed comes first.
        """
        return threads_with(self._database, owner, words)

    def asked_since(self, knowledge_base: str, since: datetime) -> list[AskedTurn]:
        """Return everybody's turns in a knowledge base since a moment, oldest first."""
        return asked_since(self._database, knowledge_base, since)

    def turns(self, thread_id: str, *, with_superseded: bool = False) -> list[StoredTurn]:
        """Return a conversation's turns, oldest first."""
        wanted = select(TURNS).where(TURNS.c.thread_id == thread_id).order_by(TURNS.c.id)
        if not with_superseded:
            wanted = wanted.where(TURNS.c.superseded == 0)
        return [turn_of(row) for row in self._database.rows(wanted)]

    def conversation(self, thread_id: str) -> Conversation:
        """Return a conversation as the assistant takes it; partial answers count as they are."""
        return Conversation(tuple(Turn(t.question, t.text) for t in self.turns(thread_id)))

    def ask(self, thread_id: str, question: str) -> int:
        """Write a question down and return its turn's number, under which the answer is kept.

        A title that came from small talk ("hi there") gives way to the question.
        """
        with self._database.writing() as connection:
            last = _last_turn(connection, thread_id)
            if last and last.answer and last.answer.outcome is Outcome.SMALL_TALK:
                _untitle(connection, thread_id, last.question)
            return _add_turn(connection, thread_id, question)

    def replace_last(self, thread_id: str, question: str) -> int:
        """Ask the last question again in these words; return the new turn's number.

        The turn before is marked as superseded and kept. A title that came from it follows.
        """
        with self._database.writing() as connection:
            last = _last_turn(connection, thread_id)
            if last is not None:
                superseded = update(TURNS).where(TURNS.c.id == last.id).values(superseded=1)
                connection.execute(superseded)
                _untitle(connection, thread_id, last.question)
            return _add_turn(connection, thread_id, question)

    def keep_partial(self, turn_id: int, text: str) -> None:
        """Write down what was shown so far."""
        self._database.run(update(TURNS).where(TURNS.c.id == turn_id).values(text=text))

    def finish(self, turn_id: int, answer: Answer) -> None:
        """Write the finished answer down."""
        state = TurnState.STOPPED if answer.stopped else TurnState.FINISHED
        self._end(turn_id, answer.text, state, answer=threads.written(answer))

    def cut_off(self, turn_id: int, text: str, error: str = "") -> None:
        """Keep a partial answer, marked as stopped by the reader, or as failed with its error."""
        self._end(turn_id, text, TurnState.FAILED if error else TurnState.STOPPED, error=error)

    def rename(self, thread_id: str, title: str) -> None:
        """Give a conversation another title."""
        shortened = title_of(title)
        self._change(thread_id, title=shortened, words=folded(shortened))

    def pin(self, thread_id: str, *, pinned: bool = True) -> None:
        """Keep a conversation at the head of the list, or no longer."""
        self._change(thread_id, pinned=int(pinned))

    def set_facets(self, thread_id: str, facets: Mapping[str, str]) -> None:
        """Say what every later search of the conversation is narrowed to."""
        self._change(thread_id, facets=json.dumps(dict(facets)))

    def delete(self, thread_id: str) -> None:
        """Delete a conversation with all its turns and their feedback."""
        self._database.run(delete(THREADS).where(THREADS.c.id == thread_id))

    def _change(self, thread_id: str, **values: str | int) -> None:
        self._database.run(update(THREADS).where(THREADS.c.id == thread_id).values(**values))

    def _end(
        self, turn_id: int, text: str, state: TurnState, *, answer: str = "", error: str = ""
    ) -> None:
        turn = TURNS.c.id == turn_id
        with self._database.writing() as connection:
            question = connection.execute(select(TURNS.c.question).where(turn)).scalar()
            values = {"text": text, "state": state.value, "error": error, "answer": answer}
            words = folded(f"{question or ''}\n{text}")
            connection.execute(update(TURNS).where(turn).values(**values, words=words))


def _last_turn(connection: Connection, thread_id: str) -> StoredTurn | None:
    ours = (TURNS.c.thread_id == thread_id, TURNS.c.superseded == 0)
    newest = select(func.max(TURNS.c.id)).where(*ours).scalar_subquery()
    row = connection.execute(select(TURNS).where(TURNS.c.id == newest)).mappings().first()
    return turn_of(row) if row is not None else None


def _untitle(connection: Connection, thread_id: str, question: str) -> None:
    """Take a title away that came from a question; the next question gives another."""
    from_it = (THREADS.c.id == thread_id, THREADS.c.title == title_of(question))
    connection.execute(update(THREADS).where(*from_it).values(title=""))


def _add_turn(connection: Connection, thread_id: str, question: str) -> int:
    now, ours = stored_text.written(stored_text.now()), THREADS.c.id == thread_id
    untitled = update(THREADS).where(ours, THREADS.c.title == "")
    title = title_of(question)
    connection.execute(untitled.values(title=title, words=folded(title)))
    connection.execute(update(THREADS).where(ours).values(changed_at=now))
    added = connection.execute(
        insert(TURNS)
        .values(
            thread_id=thread_id,
            question=question,
            text="",
            answer="",
            state=TurnState.RUNNING.value,
            error="",
            asked_at=now,
            words=folded(question),
        )
        .returning(TURNS.c.id)
    )
    return int(added.scalar_one())


def title_of(question: str) -> str:
    """Return a title made of a question: its beginning, on one line."""
    return " ".join(question.split())[:LONGEST_TITLE]
