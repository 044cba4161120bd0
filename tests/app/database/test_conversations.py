from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from app.answers import NamedDay
from app.conversations import Conversation, Turn
from app.database.conversations import ConversationStore
from app.database.engine import Database, file_url
from app.database.schema import TURNS
from app.database.threads import StoredTurn, TurnState
from knowledge.errors import StoreUnavailable
from tests.app.desks import SPOUSE, answer_of, assistant


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return ConversationStore(database)


def last_turn(store: ConversationStore, thread_id: str) -> StoredTurn:
    return store.turns(thread_id)[-1]


def test_a_question_is_kept_before_it_is_answered(store: ConversationStore) -> None:
    thread = store.start("demo")

    store.ask(thread.id, SPOUSE)

    turn = last_turn(store, thread.id)
    assert (turn.question, turn.text, turn.state) == (SPOUSE, "", TurnState.RUNNING)
    assert [t.title for t in store.threads()] == [SPOUSE]


def test_an_answer_comes_back_with_all_its_parts(store: ConversationStore, tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), SPOUSE)
    thread = store.start("demo")

    store.finish(store.ask(thread.id, SPOUSE), answer)

    turn = last_turn(store, thread.id)
    assert turn.answer == answer
    assert turn.state is TurnState.FINISHED
    assert store.conversation(thread.id) == Conversation((Turn(SPOUSE, answer.text),))


def test_the_day_that_a_question_named_comes_back(store: ConversationStore, tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), "grace period for a late premium in 2027?")
    thread = store.start("demo")

    store.finish(store.ask(thread.id, SPOUSE), answer)

    kept = last_turn(store, thread.id).answer
    assert kept is not None
    assert kept.found.named == NamedDay(date(2027, 1, 1), "2027")
    assert kept.notices == answer.notices


@pytest.mark.parametrize(
    ("error", "state"), [("", TurnState.STOPPED), ("No server.", TurnState.FAILED)]
)
def test_a_partial_answer_is_kept_and_marked(
    store: ConversationStore, error: str, state: TurnState
) -> None:
    thread = store.start("demo")
    turn = store.ask(thread.id, SPOUSE)
    store.keep_partial(turn, "A member")

    store.cut_off(turn, "A member may", error)

    kept = last_turn(store, thread.id)
    assert (kept.text, kept.state, kept.error, kept.answer) == ("A member may", state, error, None)


def test_conversations_outlive_the_process(url: str) -> None:
    first = Database(url)
    thread = ConversationStore(first).start("demo")
    ConversationStore(first).ask(thread.id, SPOUSE)
    first.close()

    second = Database(url)
    questions = [t.question for t in ConversationStore(second).turns(thread.id)]
    second.close()

    assert questions == [SPOUSE]


def test_the_last_changed_conversation_comes_first(store: ConversationStore) -> None:
    older, newer = store.start("demo"), store.start("demo")
    store.ask(newer.id, "b")
    store.ask(older.id, "a")

    assert [t.id for t in store.threads()] == [older.id, newer.id]


def test_owners_do_not_see_each_other(store: ConversationStore) -> None:
    mine = store.start("demo", owner="ann")
    store.start("demo", owner="bob")

    assert [t.id for t in store.threads("ann")] == [mine.id]


def test_a_deleted_conversation_is_gone_from_the_file(tmp_path: Path) -> None:
    database = Database(file_url(tmp_path / "conversations.sqlite3"))
    store = ConversationStore(database)
    thread = store.start("demo")
    store.ask(thread.id, "a question about aardvarks")

    store.delete(thread.id)
    turns = store.turns(thread.id)
    database.close()

    assert turns == []
    files = list(tmp_path.glob("conversations.sqlite3*"))
    assert [b"aardvarks" in file.read_bytes() for file in files] == [False] * len(files)


def test_a_renamed_conversation_keeps_its_name(store: ConversationStore) -> None:
    thread = store.start("demo")
    store.rename(thread.id, "Spouses")

    store.ask(thread.id, SPOUSE)

    assert [t.title for t in store.threads()] == ["Spouses"]


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite3"
    path.write_bytes(b"this is no database, but a text that is long enough" * 40)

    with pytest.raises(StoreUnavailable, match="move the file away to begin anew"):
        Database(file_url(path))


def test_an_answer_of_another_release_is_shown_as_text(
    store: ConversationStore, database: Database, tmp_path: Path
) -> None:
    answer = answer_of(assistant(tmp_path), SPOUSE)
    thread = store.start("demo")
    turn = store.ask(thread.id, SPOUSE)
    store.finish(turn, answer)

    database.run(update(TURNS).values(answer='{"text": "old"}'))

    assert last_turn(store, thread.id).answer is None
    assert last_turn(store, thread.id).text == answer.text
