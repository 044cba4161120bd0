"""Finding, ordering and changing conversations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.database.conversations import ConversationStore
from app.database.engine import Database, file_url
from app.database.stored_text import now
from app.database.threads import StoredTurn, TurnState
from app.domain.answers import Outcome
from knowledge.domain.errors import StoreUnavailable
from tests.app.database.answers import GRACE, answer
from tests.app.desks import SPOUSE


def last_turn(store: ConversationStore, thread_id: str) -> StoredTurn:
    return store.turns(thread_id)[-1]


def test_a_question_is_kept_before_it_is_answered(store: ConversationStore) -> None:
    thread = store.start("demo")

    store.ask(thread.id, SPOUSE)

    turn = last_turn(store, thread.id)
    assert (turn.question, turn.text, turn.state) == (SPOUSE, "", TurnState.RUNNING)
    assert [t.title for t in store.threads()] == [SPOUSE]


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

    with pytest.raises(StoreUnavailable, match="move the file away to start afresh"):
        Database(file_url(path))


def talk(store: ConversationStore, question: str, *, owner: str = "ann", said: str = "") -> str:
    thread = store.start("demo", owner)
    store.cut_off(store.ask(thread.id, question), said)
    return thread.id


@pytest.mark.parametrize(
    "words",
    [
        "spouse",
        "SPOUSE",
        "spou",
        "enroll conjoint",
        "marie days",
        "Marié",
        "60 100%",
        "under_score",
    ],
)
def test_a_conversation_is_found_by_words_of_title_question_and_answer(
    store: ConversationStore, words: str
) -> None:
    talk(store, "Is dental care covered?", said="Yes, within 60 weeks; 1005.")
    wanted = talk(
        store, "Can I enroll my spouse?", said="A Marié: within 60 days, 100% by under_score."
    )
    store.rename(wanted, "Le conjoint")

    found = store.search("ann", words)

    assert [thread.id for thread in found] == [wanted]


@pytest.mark.parametrize("words", ["", "  ", "spouse dental", "'; DROP TABLE turns; --", "zzz"])
def test_words_that_are_not_all_there_find_nothing(store: ConversationStore, words: str) -> None:
    talk(store, "Can I enroll my spouse?")
    talk(store, "Is dental care covered?")

    assert store.search("ann", words) == []


def test_words_may_stand_in_different_turns(store: ConversationStore) -> None:
    wanted = talk(store, "Can I enroll my spouse?")
    store.cut_off(store.ask(wanted, "And dental care?"), "Yes.")

    assert [thread.id for thread in store.search("ann", "spouse dental")] == [wanted]


def test_nobody_finds_another_persons_conversation(store: ConversationStore) -> None:
    talk(store, "Can I enroll my spouse?", owner="bob")

    assert store.search("ann", "spouse") == []


def test_a_finished_answer_is_found_by_its_words(store: ConversationStore) -> None:
    thread = store.start("demo", "ann")
    store.finish(store.ask(thread.id, "how long?"), answer("how long?", GRACE))

    assert [each.id for each in store.search("ann", "grace period")] == [thread.id]


def test_nobody_opens_another_persons_conversation(store: ConversationStore) -> None:
    identifier = talk(store, "Can I enroll my spouse?", owner="bob")

    assert store.thread(identifier, "ann") is None
    assert store.thread(identifier, "bob") is not None


def test_the_pinned_come_first(store: ConversationStore) -> None:
    older, newer, newest = (talk(store, question) for question in ("a", "b", "c"))

    store.pin(older)
    pinned = [thread.id for thread in store.threads("ann")]
    store.pin(older, pinned=False)

    assert pinned == [older, newest, newer]
    assert [thread.id for thread in store.threads("ann")] == [newest, newer, older]


def test_facets_stay_with_the_conversation(store: ConversationStore) -> None:
    thread = store.start("demo", "ann", {"plan": "Silver"})

    store.set_facets(thread.id, {"plan": "Gold", "state": "TX"})

    kept = store.thread(thread.id, "ann")
    assert thread.facets == {"plan": "Silver"}
    assert kept is not None
    assert kept.facets == {"plan": "Gold", "state": "TX"}


def test_a_question_asked_anew_supersedes_the_last_and_keeps_it(store: ConversationStore) -> None:
    identifier = talk(store, "Can I enrol my house?", said="No house.")

    turn = store.replace_last(identifier, "Can I enroll my spouse?")

    talked = store.turns(identifier)
    every = store.turns(identifier, with_superseded=True)
    assert [(each.id, each.question, each.state) for each in talked] == [
        (turn, "Can I enroll my spouse?", TurnState.RUNNING)
    ]
    assert [(each.text, each.superseded) for each in every] == [("No house.", True), ("", False)]
    assert [each.title for each in store.threads("ann")] == ["Can I enroll my spouse?"]
    assert store.search("ann", "house") == []


def test_asking_anew_leaves_earlier_turns_and_a_chosen_title(store: ConversationStore) -> None:
    identifier = talk(store, "first")
    store.rename(identifier, "Chosen")
    store.ask(identifier, "second")

    store.replace_last(identifier, "second, better")

    assert [turn.question for turn in store.turns(identifier)] == ["first", "second, better"]
    assert [thread.title for thread in store.threads("ann")] == ["Chosen"]


def test_a_question_after_small_talk_is_what_the_conversation_is_called(
    store: ConversationStore,
) -> None:
    identifier = store.start("demo", "ann").id
    for words in ("hi there", "how are you?"):
        greeted = replace(answer(words), outcome=Outcome.SMALL_TALK)
        store.finish(store.ask(identifier, words), greeted)
    titles = [thread.title for thread in store.threads("ann")]

    store.finish(store.ask(identifier, SPOUSE), answer(SPOUSE, GRACE))
    store.ask(identifier, "thanks")

    assert titles == ["how are you?"]
    assert [thread.title for thread in store.threads("ann")] == [SPOUSE]


def test_small_talk_leaves_a_chosen_title(store: ConversationStore) -> None:
    identifier = store.start("demo", "ann").id
    store.finish(
        store.ask(identifier, "hi there"), replace(answer("hi"), outcome=Outcome.SMALL_TALK)
    )
    store.rename(identifier, "Chosen")

    store.ask(identifier, SPOUSE)

    assert [thread.title for thread in store.threads("ann")] == ["Chosen"]


def test_everybodys_turns_since_a_moment_are_listed(store: ConversationStore) -> None:
    talk(store, "before")
    moment = now()
    identifier = talk(store, "after", owner="bob")
    store.ask(store.start("other", "bob").id, "elsewhere")

    asked = store.asked_since("demo", moment)

    assert [(each.owner, each.thread_id, each.turn.question) for each in asked] == [
        ("bob", identifier, "after")
    ]
