"""Older databases are brought up to this release."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from app.database.conversations import ConversationStore
from app.database.engine import Database, file_url
from app.database.schema import REVISION
from app.database.threads import TurnState
from app.database.upgrading import KNOWN

FIRST_RELEASE = """
CREATE TABLE threads (id VARCHAR NOT NULL, owner VARCHAR NOT NULL, knowledge_base VARCHAR NOT NULL,
  title VARCHAR NOT NULL, changed_at VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_threads_owner ON threads (owner);
CREATE TABLE turns (id INTEGER NOT NULL, thread_id VARCHAR NOT NULL, question VARCHAR NOT NULL,
  text VARCHAR NOT NULL, answer VARCHAR NOT NULL, state VARCHAR NOT NULL, error VARCHAR NOT NULL,
  asked_at VARCHAR NOT NULL, PRIMARY KEY (id),
  FOREIGN KEY(thread_id) REFERENCES threads (id) ON DELETE CASCADE);
CREATE INDEX ix_turns_thread_id ON turns (thread_id);
INSERT INTO threads VALUES ('t1', '', 'demo', 'Marié?', '2026-11-01T10:00:00+00:00');
INSERT INTO turns VALUES (7, 't1', 'Marié?', 'Within 60 days.', '', 'finished', '',
  '2026-11-01T10:00:00+00:00');
"""


def first_release(path: Path) -> None:
    """Write what the first release wrote: its own statements, no table of Alembic's."""
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(FIRST_RELEASE)


def test_the_migrations_end_where_this_release_is() -> None:
    assert KNOWN[1] == REVISION


def test_the_first_releases_database_is_upgraded_with_nothing_lost(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite3"
    first_release(path)

    with closing(Database(file_url(path))) as database:
        store = ConversationStore(database)
        found = store.search("", "MARIE days")
        turns = store.turns("t1")

    assert [(thread.id, thread.title, thread.pinned) for thread in found] == [
        ("t1", "Marié?", False)
    ]
    assert [(turn.id, turn.text, turn.state, turn.superseded) for turn in turns] == [
        (7, "Within 60 days.", TurnState.FINISHED, False)
    ]


def test_a_database_is_upgraded_once(url: str) -> None:
    Database(url).close()

    with closing(Database(url)) as database:
        revisions = database.rows(text("SELECT version_num FROM alembic_version"))

    assert [row["version_num"] for row in revisions] == [REVISION]
