"""Conversations on disk (SQLite): threads, and their turns as far as each got."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.base import Executable

from app.answers import Answer
from app.conversations import Conversation, Turn
from knowledge.errors import StoreUnavailable

FILE_NAME = "conversations.sqlite3"
"""Where the chat keeps conversations, in the data folder; a purge must clear the same file."""

_LOG = logging.getLogger(__name__)
_LONGEST_TITLE = 80
_ANSWER = TypeAdapter(Answer)
_METADATA = MetaData()
_THREADS = Table(
    "threads",
    _METADATA,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("knowledge_base", String, nullable=False),
    Column("title", String, nullable=False),
    Column("changed_at", String, nullable=False),
)
_TURNS = Table(
    "turns",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("thread_id", ForeignKey("threads.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("question", String, nullable=False),
    Column("text", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("state", String, nullable=False),
    Column("error", String, nullable=False),
    Column("asked_at", String, nullable=False),
)


class TurnState(StrEnum):
    """How far a turn's answer got. RUNNING after a restart means that the process ended in it."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as it is listed; its title is the first question, shortened."""

    id: str
    owner: str
    knowledge_base: str
    title: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question and its answer so far: `text` always, `answer`, with its parts, once finished."""

    id: int
    question: str
    text: str
    answer: Answer | None
    state: TurnState
    error: str
    asked_at: datetime


class ConversationStore:
    """Keeps every question before it is answered and every answer before it is shown."""

    def __init__(self, path: Path) -> None:
        """Open the file, which is made when missing.

        Raises:
            StoreUnavailable: it cannot be opened or written, or is no SQLite database.
        """
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(f"sqlite:///{path}")
        event.listen(self._engine, "connect", _set_up)
        try:
            _METADATA.create_all(self._engine)
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    def threads(self, owner: str = "") -> list[Thread]:
        """Return an owner's conversations, the last changed first."""
        order = (_THREADS.c.changed_at.desc(), _THREADS.c.id)
        rows = self._rows(select(_THREADS).where(_THREADS.c.owner == owner).order_by(*order))
        return [_thread(row) for row in rows]

    def start(self, knowledge_base: str, owner: str = "") -> Thread:
        """Begin a conversation and return it."""
        thread = Thread(uuid4().hex, owner, knowledge_base, "", datetime.now(UTC))
        self._run(
            insert(_THREADS).values(
                id=thread.id,
                owner=owner,
                knowledge_base=knowledge_base,
                title="",
                changed_at=thread.changed_at.isoformat(),
            )
        )
        return thread

    def turns(self, thread_id: str) -> list[StoredTurn]:
        """Return a conversation's turns, oldest first."""
        wanted = select(_TURNS).where(_TURNS.c.thread_id == thread_id).order_by(_TURNS.c.id)
        return [_turn(row) for row in self._rows(wanted)]

    def conversation(self, thread_id: str) -> Conversation:
        """Return a conversation as the assistant takes it; partial answers count as they are."""
        return Conversation(tuple(Turn(t.question, t.text) for t in self.turns(thread_id)))

    def ask(self, thread_id: str, question: str) -> int:
        """Write a question down and return its turn's number, under which the answer is kept."""
        now = datetime.now(UTC).isoformat()
        title = " ".join(question.split())[:_LONGEST_TITLE]
        with_title = _THREADS.c.id == thread_id
        self._run(
            update(_THREADS).where(with_title, _THREADS.c.title == "").values(title=title),
            update(_THREADS).where(with_title).values(changed_at=now),
            insert(_TURNS).values(
                thread_id=thread_id,
                question=question,
                text="",
                answer="",
                state=TurnState.RUNNING.value,
                error="",
                asked_at=now,
            ),
        )
        last = select(_TURNS.c.id).where(_TURNS.c.thread_id == thread_id)
        return int(self._rows(last.order_by(_TURNS.c.id.desc()).limit(1))[0]["id"])

    def keep_partial(self, turn_id: int, text: str) -> None:
        """Write down what was shown so far."""
        self._run(update(_TURNS).where(_TURNS.c.id == turn_id).values(text=text))

    def finish(self, turn_id: int, answer: Answer) -> None:
        """Write the finished answer down."""
        values = {
            "text": answer.text,
            "answer": _ANSWER.dump_json(answer).decode(),
            "state": (TurnState.STOPPED if answer.stopped else TurnState.FINISHED).value,
        }
        self._run(update(_TURNS).where(_TURNS.c.id == turn_id).values(values))

    def cut_off(self, turn_id: int, text: str, error: str = "") -> None:
        """Keep a partial answer, marked as stopped by the reader, or as failed with its error."""
        state = TurnState.FAILED if error else TurnState.STOPPED
        values = {"text": text, "state": state.value, "error": error}
        self._run(update(_TURNS).where(_TURNS.c.id == turn_id).values(values))

    def rename(self, thread_id: str, title: str) -> None:
        """Give a conversation another title."""
        wanted = _THREADS.c.id == thread_id
        self._run(update(_THREADS).where(wanted).values(title=title[:_LONGEST_TITLE]))

    def delete(self, thread_id: str) -> None:
        """Delete a conversation with all its turns."""
        self._run(delete(_THREADS).where(_THREADS.c.id == thread_id))

    def _run(self, *statements: Executable) -> None:
        try:
            with self._engine.begin() as connection:
                for statement in statements:
                    connection.execute(statement)
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def _rows(self, statement: Executable) -> Sequence[RowMapping]:
        try:
            with self._engine.connect() as connection:
                return connection.execute(statement).mappings().all()
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: SQLAlchemyError) -> StoreUnavailable:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        return StoreUnavailable(
            f"The conversations in {str(self._path)!r} cannot be read or written ({reason}). Check "
            "the disk and the file's permissions, or move the file away to begin anew."
        )


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # Readers are not held up by a reply that is being written down; deleting a thread takes its
    # turns along; what is deleted is overwritten, since it may quote purged documents.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _thread(row: RowMapping) -> Thread:
    return Thread(
        id=row["id"],
        owner=row["owner"],
        knowledge_base=row["knowledge_base"],
        title=row["title"],
        changed_at=datetime.fromisoformat(row["changed_at"]),
    )


def _turn(row: RowMapping) -> StoredTurn:
    return StoredTurn(
        id=row["id"],
        question=row["question"],
        text=row["text"],
        answer=_read_answer(row["answer"], row["id"]),
        state=TurnState(row["state"]),
        error=row["error"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
    )


def _read_answer(content: str, turn_id: int) -> Answer | None:
    if not content:
        return None
    try:
        return _ANSWER.validate_json(content)
    except ValidationError:
        # Written by an older release: the text is still shown, its sources are not.
        _LOG.warning("The parts of the answer in turn %d cannot be read any more.", turn_id)
        return None
