"""The tables are those that the migrations make, and take any text."""

from __future__ import annotations

from sqlalchemy import MetaData

from app.database.conversations import ConversationStore
from app.database.engine import Database
from app.database.schema import METADATA


def test_the_migrations_make_the_tables_that_the_code_reads(database: Database) -> None:
    made = MetaData()
    with database.reading() as connection:
        made.reflect(connection)

    columns = {name: set(table.c.keys()) for name, table in made.tables.items()}

    wanted = {name: set(table.c.keys()) for name, table in METADATA.tables.items()}
    assert columns == {**wanted, "alembic_version": {"version_num"}}


def test_text_that_a_database_would_refuse_is_kept_without_what_it_refuses(
    database: Database,
) -> None:
    store = ConversationStore(database)
    thread = store.start("demo")

    store.ask(thread.id, "nul \0 and half a pair \ud83d and é")

    assert [turn.question for turn in store.turns(thread.id)] == ["nul  and half a pair ? and é"]
