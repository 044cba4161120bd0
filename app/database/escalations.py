"""Questions that an agent sent to a lead, until the lead answered and the agent has seen it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, Select, insert, select, update

from app.database import stored_text
from app.database.engine import Database
from app.database.schema import ESCALATIONS, THREADS, TURNS


@dataclass(frozen=True, slots=True)
class Escalation:
    """A turn that `person` sent, with a `note`; while it waits nobody answered it.

    `reply` is what the lead wrote back. An answer with sources stands in the turn itself.
    """

    turn_id: int
    thread_id: str
    knowledge_base: str
    person: str
    note: str
    sent_at: datetime
    reply: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    seen: bool = False

    @property
    def waiting(self) -> bool:
        """Whether a lead is still to answer."""
        return self.answered_at is None

    @property
    def unseen(self) -> bool:
        """Whether the reply was not seen yet by who sent it."""
        return not self.waiting and not self.seen


class EscalationStore:
    """Keeps one escalation a turn; it goes with the turn."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, turn_id: int, person: str, note: str) -> bool:
        """Have a turn wait for a lead; tell whether it was not sent before.

        Raises:
            StoreUnavailable: it cannot be written, or the turn is gone.
        """
        with self._database.writing() as connection:
            sent = select(ESCALATIONS.c.id).where(ESCALATIONS.c.turn_id == turn_id)
            if connection.execute(sent).first() is not None:
                return False
            connection.execute(
                insert(ESCALATIONS).values(
                    turn_id=turn_id,
                    person=person,
                    note=note,
                    sent_at=stored_text.written(stored_text.now()),
                    reply="",
                    answered_by="",
                    answered_at="",
                    seen_at="",
                )
            )
        return True

    def answer(self, turn_id: int, answered_by: str, reply: str = "") -> bool:
        """Write a lead's reply down; tell whether it was still waiting."""
        waiting = (ESCALATIONS.c.turn_id == turn_id, ESCALATIONS.c.answered_at == "")
        now = stored_text.written(stored_text.now())
        with self._database.writing() as connection:
            changed = connection.execute(
                update(ESCALATIONS)
                .where(*waiting)
                .values(answered_by=answered_by, answered_at=now, reply=reply)
            )
            return changed.rowcount > 0

    def waiting(self, knowledge_base: str) -> list[Escalation]:
        """Return what waits for a lead in a knowledge base, the longest waiting first."""
        wanted = _JOINED.where(
            THREADS.c.knowledge_base == knowledge_base, ESCALATIONS.c.answered_at == ""
        )
        rows = self._database.rows(wanted.order_by(ESCALATIONS.c.sent_at, ESCALATIONS.c.id))
        return [_escalation(row) for row in rows]

    def sent(self, knowledge_base: str) -> frozenset[int]:
        """Return the turns of a knowledge base that were sent, answered or not."""
        wanted = _JOINED.where(THREADS.c.knowledge_base == knowledge_base)
        return frozenset(row["turn_id"] for row in self._database.rows(wanted))

    def in_thread(self, thread_id: str) -> Mapping[int, Escalation]:
        """Return what was sent of a conversation, by turn."""
        rows = self._database.rows(_JOINED.where(TURNS.c.thread_id == thread_id))
        return {row["turn_id"]: _escalation(row) for row in rows}

    def unseen(self, person: str) -> frozenset[str]:
        """Return the conversations in which a lead's reply waits to be seen by who sent it."""
        wanted = (
            select(TURNS.c.thread_id)
            .join(ESCALATIONS, ESCALATIONS.c.turn_id == TURNS.c.id)
            .where(
                ESCALATIONS.c.person == person,
                ESCALATIONS.c.answered_at != "",
                ESCALATIONS.c.seen_at == "",
            )
        )
        return frozenset(row["thread_id"] for row in self._database.rows(wanted))

    def see(self, thread_id: str) -> None:
        """Note that the replies in a conversation were seen."""
        turns = select(TURNS.c.id).where(TURNS.c.thread_id == thread_id)
        replied = (ESCALATIONS.c.answered_at != "", ESCALATIONS.c.seen_at == "")
        now = stored_text.written(stored_text.now())
        seen = update(ESCALATIONS).where(ESCALATIONS.c.turn_id.in_(turns), *replied)
        self._database.run(seen.values(seen_at=now))


_JOINED: Select[tuple[object, ...]] = (
    select(ESCALATIONS, TURNS.c.thread_id, THREADS.c.knowledge_base)
    .join(TURNS, TURNS.c.id == ESCALATIONS.c.turn_id)
    .join(THREADS, THREADS.c.id == TURNS.c.thread_id)
)


def _escalation(row: RowMapping) -> Escalation:
    return Escalation(
        turn_id=row["turn_id"],
        thread_id=row["thread_id"],
        knowledge_base=row["knowledge_base"],
        person=row["person"],
        note=row["note"],
        sent_at=stored_text.read(row["sent_at"]),
        reply=row["reply"],
        answered_by=row["answered_by"],
        answered_at=stored_text.read(row["answered_at"]) if row["answered_at"] else None,
        seen=bool(row["seen_at"]),
    )
