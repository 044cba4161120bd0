"""Takes what quotes a purged document out of everything that the database keeps."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, delete, select, update

from app.database.conversations import title_of
from app.database.engine import Database
from app.database.folding import folded
from app.database.schema import APPROVED, AUDIT, FEEDBACK, THREADS, TURNS

REMOVED = "[This answer was removed, because it quoted a document that has been purged.]"
REMOVED_WORDS = "[Removed: it quoted a document that has been purged.]"

_TABLES = (THREADS, TURNS, FEEDBACK, APPROVED, AUDIT)


def purge_traces(database: Database, traces: Sequence[str]) -> int:
    """Blank every answer that holds one of the traces (document ids, quoted words).

    Questions, titles, comments, lines of the audit log and approved answers that hold one
    go too. Returns how many answers there were, approved ones included. The tables are written
    anew, so that no free page keeps them.

    Raises:
        StoreUnavailable: the database cannot be read or written; the purge can be run again.
    """
    with database.writing() as connection:
        stained = _purge_turns(connection, traces)
        _purge_titles(connection, traces)
        stained += _drop(connection, APPROVED, ("question", "text", "answer"), traces)
        _blank(connection, FEEDBACK, "comment", traces)
        _blank(connection, AUDIT, "what", traces)
    database.rewrite(_TABLES)
    return stained


def _purge_turns(connection: Connection, traces: Sequence[str]) -> int:
    columns = (TURNS.c.id, TURNS.c.question, TURNS.c.text, TURNS.c.answer)
    stained = 0
    for row in connection.execute(select(*columns)).mappings().all():
        question = row["question"]
        if _holds(question, traces):
            question = REMOVED_WORDS
        elif not _holds(row["text"] + row["answer"], traces):
            continue
        values = {"question": question, "text": REMOVED, "answer": "", "words": folded(question)}
        connection.execute(update(TURNS).where(TURNS.c.id == row["id"]).values(values))
        stained += 1
    return stained


def _purge_titles(connection: Connection, traces: Sequence[str]) -> None:
    title = title_of(REMOVED_WORDS)
    for row in connection.execute(select(THREADS.c.id, THREADS.c.title)).mappings().all():
        # A title is a question cut short, so it may hold the beginning of a trace only.
        if _holds(row["title"], [trace[:40] for trace in traces]):
            changed = update(THREADS).where(THREADS.c.id == row["id"])
            connection.execute(changed.values(title=title, words=folded(title)))


def _drop(
    connection: Connection, table: Table, columns: Sequence[str], traces: Sequence[str]
) -> int:
    keys = [column.name for column in table.primary_key]
    dropped = 0
    for row in connection.execute(select(table)).mappings().all():
        if _holds("".join(row[column] for column in columns), traces):
            connection.execute(delete(table).where(*(table.c[key] == row[key] for key in keys)))
            dropped += 1
    return dropped


def _blank(connection: Connection, table: Table, column: str, traces: Sequence[str]) -> None:
    for row in connection.execute(select(table.c.id, table.c[column])).mappings().all():
        if _holds(row[column], traces):
            blanked = update(table).where(table.c.id == row["id"])
            connection.execute(blanked.values({column: REMOVED_WORDS}))


def _holds(text: str, traces: Sequence[str]) -> bool:
    return any(trace in text for trace in traces)
