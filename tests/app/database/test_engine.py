from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, inspect, text

from app.database.conversations import ConversationStore
from app.database.engine import Database, open_database
from app.database.schema import METADATA
from knowledge.domain.errors import ConfigurationError, StoreUnavailable


def test_a_newer_releases_database_is_refused(url: str) -> None:
    with closing(Database(url)) as database:
        database.run(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreUnavailable, match=r"written by a newer release .*'9999'"):
        Database(url)


def table_count(database: Database) -> int:
    """Return how many tables there are, and close the database."""
    with closing(database), database.reading() as connection:
        return len(inspect(connection).get_table_names())


def test_processes_that_open_a_new_database_at_once_do_not_disturb_each_other(url: str) -> None:
    with ThreadPoolExecutor(6) as threads:
        opened = list(threads.map(Database, [url] * 6))

    tables = [table_count(database) for database in opened]
    assert tables == [len(METADATA.tables) + 1] * 6


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    threads = METADATA.tables["threads"]
    row = {"id": "a", "owner": "", "knowledge_base": "", "title": "", "changed_at": ""}

    with pytest.raises(StoreUnavailable):
        database.run(insert(threads).values(row), insert(threads).values(row))

    assert database.rows(text("SELECT id FROM threads")) == []


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    url = "postgresql://citewell:hush@127.0.0.1:9/records"

    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:9/records") as caught:
        Database(url)

    assert "hush" not in str(caught.value)
    assert "Check CITEWELL_DATABASE_URL" in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://a:hush@b/c", "sqlite://", "hush"])
def test_another_kind_of_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError, match="postgresql://user:password@host") as caught:
        Database(url)

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_the_usual_ways_to_write_an_address_are_one(prefix: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"postgresql\+psycopg://u:\*\*\*@127.0.0.1:9/d"):
        Database(f"{prefix}u:hush@127.0.0.1:9/d")


def test_with_no_address_it_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    with closing(open_database(None, tmp_path / "data")) as database:
        assert database.file == tmp_path / "data" / "conversations.sqlite3"


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with closing(open_database(None, tmp_path)) as database:
        ConversationStore(database).start("demo")
        modes = {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()}

    assert modes == {
        "conversations.sqlite3": "0o600",
        "conversations.sqlite3-wal": "0o600",
        "conversations.sqlite3-shm": "0o600",
    }


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    with pytest.raises(StoreUnavailable, match="set CITEWELL_DATA_DIR to another one"):
        open_database(None, tmp_path / "data")


def test_with_an_address_no_file_is_made(tmp_path: Path, url: str) -> None:
    data = tmp_path / "data"

    open_database(SecretStr(url), data).close()

    assert not data.exists()


def talk(store: ConversationStore, owner: str) -> list[str]:
    """Hold a conversation as the page does; return what is read back."""
    thread = store.start("demo", owner)
    turns = [store.ask(thread.id, f"{owner} asks {number}") for number in range(5)]
    for turn in turns:
        store.keep_partial(turn, f"{owner} hears")
        store.cut_off(turn, f"{owner} hears {turn}")
    return [f"{turn.question}: {turn.text}" for turn in store.turns(thread.id)]


def expected(store: ConversationStore, owner: str) -> list[str]:
    """Return what the conversation of `talk` holds, by the owner's only thread."""
    (thread,) = store.threads(owner)
    numbers = [turn.id for turn in store.turns(thread.id)]
    return [f"{owner} asks {i}: {owner} hears {turn}" for i, turn in enumerate(numbers)]


def test_thirty_two_conversations_at_once_lose_nothing_and_mix_nothing(database: Database) -> None:
    store = ConversationStore(database)
    owners = [f"reader {number}" for number in range(32)]

    with ThreadPoolExecutor(32) as threads:
        kept = list(threads.map(lambda owner: talk(store, owner), owners))

    assert kept == [expected(store, owner) for owner in owners]
    assert [len(each) for each in kept] == [5] * 32
