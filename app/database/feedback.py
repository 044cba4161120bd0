"""What readers thought of answers: up or down, why, and a comment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, RowMapping, Select, delete, insert, select

from app.database import stored_text, threads
from app.database.engine import Database
from app.database.schema import FEEDBACK, THREADS, TURNS
from app.domain.answers import Answer


class Rating(StrEnum):
    """A reader's verdict."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's verdict on one turn, with what was asked and answered."""

    turn_id: int
    person: str
    rating: Rating
    reasons: tuple[str, ...]
    comment: str
    given_at: datetime
    thread_id: str
    knowledge_base: str
    question: str
    text: str
    answer: Answer | None


class FeedbackStore:
    """One verdict for each turn and person; a later one replaces the one before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(
        self,
        turn_id: int,
        person: str,
        rating: Rating,
        *,
        reasons: Sequence[str] = (),
        comment: str = "",
    ) -> None:
        """Write a verdict down.

        Raises:
            StoreUnavailable: it cannot be written, or the turn is gone.
        """
        with self._database.writing() as connection:
            connection.execute(delete(FEEDBACK).where(*_of(turn_id, person)))
            connection.execute(
                insert(FEEDBACK).values(
                    turn_id=turn_id,
                    person=person,
                    rating=rating.value,
                    reasons=json.dumps(list(reasons)),
                    comment=comment,
                    given_at=stored_text.written(stored_text.now()),
                )
            )

    def take_back(self, turn_id: int, person: str) -> None:
        """Remove a verdict."""
        self._database.run(delete(FEEDBACK).where(*_of(turn_id, person)))

    def of(self, turn_id: int, person: str) -> Feedback | None:
        """Return a person's verdict on a turn."""
        found = self._read(_JOINED.where(*_of(turn_id, person)))
        return found[0] if found else None

    def ratings(self, thread_id: str, person: str) -> Mapping[int, Rating]:
        """Return a person's ratings in a conversation, by turn."""
        rated = select(FEEDBACK.c.turn_id, FEEDBACK.c.rating).join(
            TURNS, TURNS.c.id == FEEDBACK.c.turn_id
        )
        theirs = (TURNS.c.thread_id == thread_id, FEEDBACK.c.person == person)
        rows = self._database.rows(rated.where(*theirs))
        return {row["turn_id"]: Rating(row["rating"]) for row in rows}

    def since(
        self, moment: datetime = stored_text.DAWN, *, knowledge_base: str = ""
    ) -> list[Feedback]:
        """Return verdicts given since a moment, oldest first; of all knowledge bases or of one."""
        wanted = _JOINED.where(FEEDBACK.c.given_at >= stored_text.written(moment))
        if knowledge_base:
            wanted = wanted.where(THREADS.c.knowledge_base == knowledge_base)
        return self._read(wanted.order_by(FEEDBACK.c.given_at, FEEDBACK.c.id))

    def _read(self, wanted: Select[tuple[object, ...]]) -> list[Feedback]:
        return [_feedback(row) for row in self._database.rows(wanted)]


_JOINED: Select[tuple[object, ...]] = (
    select(
        FEEDBACK,
        TURNS.c.thread_id,
        TURNS.c.question,
        TURNS.c.text,
        TURNS.c.answer,
        THREADS.c.knowledge_base,
    )
    .join(TURNS, TURNS.c.id == FEEDBACK.c.turn_id)
    .join(THREADS, THREADS.c.id == TURNS.c.thread_id)
)


def _of(turn_id: int, person: str) -> tuple[ColumnElement[bool], ...]:
    return (FEEDBACK.c.turn_id == turn_id, FEEDBACK.c.person == person)


def _feedback(row: RowMapping) -> Feedback:
    return Feedback(
        turn_id=row["turn_id"],
        person=row["person"],
        rating=Rating(row["rating"]),
        reasons=tuple(json.loads(row["reasons"])),
        comment=row["comment"],
        given_at=stored_text.read(row["given_at"]),
        thread_id=row["thread_id"],
        knowledge_base=row["knowledge_base"],
        question=row["question"],
        text=row["text"],
        answer=threads.read(row["answer"], f"turn {row['turn_id']}"),
    )
