"""Ends what is older than the desk wants to keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, delete

from app.database.engine import Database
from app.database.moments import written
from app.database.schema import AUDIT, FEEDBACK, SESSIONS, THREADS


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each a sweep deleted."""

    conversations: int
    feedback: int
    events: int


def sweep(database: Database, *, before: datetime | None, now: datetime) -> Swept:
    """Delete conversations not touched since, feedback and audit lines from before a moment.

    None keeps them. Pinned conversations go too: retention is a rule, not a convenience. Approved
    answers stay, which have an expiry day of their own. Sessions that ended go in any case.

    Raises:
        StoreUnavailable: the database cannot be written.
    """
    with database.writing() as connection:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.ends_at <= written(now)))
        if before is None:
            return Swept(0, 0, 0)
        feedback = _delete(connection, FEEDBACK, "given_at", before)
        conversations = _delete(connection, THREADS, "changed_at", before)
        return Swept(conversations, feedback, _delete(connection, AUDIT, "at", before))


def _delete(connection: Connection, table: Table, column: str, before: datetime) -> int:
    return connection.execute(delete(table).where(table.c[column] < written(before))).rowcount
