"""Finding, ordering and changing conversations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.database.conversations import ConversationStore
from app.database.engine import Database
from app.database.moments import now
from app.database.threads import TurnState
from tests.app.database.answers import GRACE, answer


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return ConversationStore(database)


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


def test_everybodys_turns_since_a_moment_are_listed(store: ConversationStore) -> None:
    talk(store, "before")
    moment = now()
    identifier = talk(store, "after", owner="bob")
    store.ask(store.start("other", "bob").id, "elsewhere")

    asked = store.asked_since("demo", moment)

    assert [(each.owner, each.thread_id, each.turn.question) for each in asked] == [
        ("bob", identifier, "after")
    ]


def test_moments_sort_as_text(store: ConversationStore) -> None:
    even = datetime(2026, 11, 20, 10, tzinfo=UTC)
    talk(store, "kept")

    assert store.asked_since("demo", even + timedelta(days=36_500)) == []
    assert len(store.asked_since("demo", datetime(2020, 1, 1, tzinfo=UTC))) == 1
