"""Takes what is too old, or quotes a purged document, out of everything that is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Table, delete, select, update

from app.database.conversations import title_of
from app.database.engine import Database
from app.database.schema import (
    APPROVED,
    AUDIT,
    ESCALATIONS,
    FEEDBACK,
    SESSIONS,
    THREADS,
    TURNS,
)
from app.database.stored_text import folded, written
from knowledge.care.traces import Traces


@dataclass(frozen=True, slots=True)
class SweptRecords:
    """How many of each a sweep deleted."""

    conversations: int
    feedback: int
    events: int


def sweep(database: Database, *, before: datetime | None, now: datetime) -> SweptRecords:
    """Delete conversations not touched since, feedback and audit lines from before a moment.

    None keeps them. Pinned conversations go too: retention is a rule, not a convenience. Approved
    answers stay, which have an expiry day of their own. Sessions that ended go in any case.

    Raises:
        StoreUnavailable: the database cannot be written.
    """
    with database.writing() as connection:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.ends_at <= written(now)))
        if before is None:
            return SweptRecords(0, 0, 0)
        feedback = _delete(connection, FEEDBACK, "given_at", before)
        conversations = _delete(connection, THREADS, "changed_at", before)
        return SweptRecords(conversations, feedback, _delete(connection, AUDIT, "at", before))


def _delete(connection: Connection, table: Table, column: str, before: datetime) -> int:
    return connection.execute(delete(table).where(table.c[column] < written(before))).rowcount


# Takes what quotes a purged document out of everything that the database keeps.


REMOVED = "[This answer was removed, because it quoted a document that has been purged.]"
REMOVED_WORDS = "[Removed: it quoted a document that has been purged.]"

_TABLES = (THREADS, TURNS, FEEDBACK, ESCALATIONS, APPROVED, AUDIT)
_PLAIN: Mapping[Table, Mapping[str, str]] = {
    THREADS: {"facets": "{}"},
    FEEDBACK: {"comment": REMOVED_WORDS, "reasons": "[]"},
    ESCALATIONS: {"note": REMOVED_WORDS, "reply": REMOVED_WORDS},
    AUDIT: {"what": REMOVED_WORDS},
}
"""Columns that stand for themselves, and what is written instead."""


def purge_traces(database: Database, traces: Traces) -> int:
    """Blank every answer that names or quotes a document.

    Questions, titles, comments, notes to a lead and their replies, lines of the audit
    log and approved answers that do go too. Returns how many answers there were, approved ones
    included. The tables are rewritten, so that no free page keeps them.

    Raises:
        StoreUnavailable: the database cannot be read or written; the purge can be run again.
    """
    with database.writing() as connection:
        stained, asked_in = _purge_turns(connection, traces)
        _purge_titles(connection, traces, asked_in)
        stained += _drop_approved(connection, traces)
        for table, columns in _PLAIN.items():
            for column, instead in columns.items():
                _blank(connection, table, column, traces, instead)
    database.rewrite(_TABLES)
    return stained


def _purge_turns(connection: Connection, traces: Traces) -> tuple[int, dict[str, str]]:
    """Return how many answers went, and the questions that went, by conversation."""
    stained = 0
    asked: dict[str, str] = {}
    for row in _rows(connection, TURNS, ("thread_id", "question", "text", "answer", "error")):
        question = row["question"]
        if traces.in_text(question):
            asked.setdefault(row["thread_id"], question)
            question = REMOVED_WORDS
        elif not any(map(traces.in_text, (row["text"], row["error"]))) and not traces.in_json(
            row["answer"]
        ):
            continue
        values = {"question": question, "text": REMOVED, "answer": "", "error": ""}
        changed = update(TURNS).where(TURNS.c.id == row["id"])
        connection.execute(changed.values(**values, words=folded(question)))
        stained += 1
    return stained, asked


def _purge_titles(connection: Connection, traces: Traces, asked_in: Mapping[str, str]) -> None:
    title = title_of(REMOVED_WORDS)
    for row in _rows(connection, THREADS, ("title",)):
        # A title is a question cut short, so it may hold the beginning of a quotation only.
        asked = title_of(asked_in.get(row["id"], ""))
        if row["title"] and (row["title"] == asked or traces.in_text(row["title"])):
            changed = update(THREADS).where(THREADS.c.id == row["id"])
            connection.execute(changed.values(title=title, words=folded(title)))


def _drop_approved(connection: Connection, traces: Traces) -> int:
    dropped = 0
    for row in _rows(connection, APPROVED, ("question", "text", "answer")):
        quoted = any(map(traces.in_text, (row["question"], row["text"])))
        if quoted or traces.in_json(row["answer"]):
            connection.execute(delete(APPROVED).where(APPROVED.c.id == row["id"]))
            dropped += 1
    return dropped


def _blank(connection: Connection, table: Table, column: str, traces: Traces, instead: str) -> None:
    for row in _rows(connection, table, (column,)):
        if traces.in_json(row[column]):
            blanked = update(table).where(table.c.id == row["id"])
            connection.execute(blanked.values({column: instead}))


def _rows(connection: Connection, table: Table, columns: Sequence[str]) -> Iterator[RowMapping]:
    wanted = select(table.c.id, *(table.c[column] for column in columns))
    yield from connection.execute(wanted).mappings().all()
