"""The page's book: one owner's conversations, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.database.conversations import ConversationStore
from app.database.engine import Database, file_url
from app.database.escalations import EscalationStore
from app.database.feedback import FeedbackStore, Rating
from app.domain.caller_context import CallerContext
from app.records.conversations import Exchange, Verdict
from app.records.stored_conversations import DatabaseConversations
from tests.scripted_assistant import SPOUSE, answered

GOLD = CallerContext({"plan": "Gold"}, date(2026, 3, 1))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(file_url(tmp_path / "conversations.sqlite3"))
    yield opened
    opened.close()


@pytest.fixture
def repository(database: Database) -> DatabaseConversations:
    return repository_of(database)


def repository_of(database: Database) -> DatabaseConversations:
    return DatabaseConversations(
        ConversationStore(database), FeedbackStore(database), EscalationStore(database), "ada"
    )


def said(exchanges: tuple[Exchange, ...]) -> list[tuple[str, str, str, bool]]:
    """Return question, text or partial, error and stop of each exchange."""
    return [
        (e.question, e.answer.text if e.answer else e.partial, e.error, e.stopped)
        for e in exchanges
    ]


def asked(repository: DatabaseConversations, question: str = SPOUSE) -> str:
    identifier = repository.ask("", "demo", question)
    repository.reply_store(identifier).finished(answered(question))
    return identifier


def test_conversations_are_listed_by_knowledge_base(repository: DatabaseConversations) -> None:
    identifier = repository.ask("", "demo", SPOUSE)

    assert [(each.id, each.title) for each in repository.entries("demo")] == [(identifier, SPOUSE)]
    assert repository.entries("other") == []
    assert said(repository.exchanges(identifier)) == [(SPOUSE, "", "", False)]


def test_conversations_are_found_by_words_of_their_answers(
    repository: DatabaseConversations,
) -> None:
    identifier = asked(repository)

    assert [each.id for each in repository.entries("demo", "MARRIAGE counts")] == [identifier]
    assert repository.entries("demo", "premium") == []


def test_a_reply_is_kept_as_it_comes(repository: DatabaseConversations) -> None:
    answer = replace(answered(SPOUSE), stopped=True)
    identifier = repository.ask("", "demo", SPOUSE)
    reply_store = repository.reply_store(identifier)

    reply_store.partial("A member")
    partial = repository.exchanges(identifier)
    reply_store.finished(answer)

    assert said(partial) == [(SPOUSE, "A member", "", False)]
    assert repository.exchanges(identifier)[0].answer == answer


def test_a_reply_that_the_process_did_not_live_to_finish_says_so(database: Database) -> None:
    before = repository_of(database)
    identifier = before.ask("", "demo", SPOUSE)
    before.reply_store(identifier).partial("A member")

    after = repository_of(database).exchanges(identifier)

    error = "The answer was cut off: the program ended while it was written."
    assert said(after) == [(SPOUSE, "A member", error, False)]


def test_a_question_asked_anew_takes_the_place_of_the_last_which_stays_on_record(
    repository: DatabaseConversations, database: Database
) -> None:
    identifier = asked(repository)

    repository.ask(identifier, "demo", "and my child?", anew=True)

    turns = ConversationStore(database).turns(identifier, with_superseded=True)
    assert [exchange.question for exchange in repository.exchanges(identifier)] == ["and my child?"]
    assert [(turn.question, turn.superseded) for turn in turns] == [
        (SPOUSE, True),
        ("and my child?", False),
    ]


def test_what_is_known_about_the_caller_is_kept_with_the_conversation(
    repository: DatabaseConversations,
) -> None:
    identifier = repository.begin("demo", GOLD)

    begun = repository.context(identifier)
    repository.set_context(identifier, GOLD.with_day(None))

    assert begun == GOLD
    assert repository.context(identifier) == CallerContext({"plan": "Gold"})
    assert repository.entries("demo") == []


def test_a_rating_is_kept_changed_and_taken_back(
    repository: DatabaseConversations, database: Database
) -> None:
    identifier = asked(repository)
    turn = repository.exchanges(identifier)[0].turn

    repository.rate(identifier, turn, Verdict("down", ("wrong plan",), "It is Gold."))
    given = FeedbackStore(database).of(turn, "ada")
    rated = repository.exchanges(identifier)[0].rating
    repository.rate(identifier, turn, Verdict(""))

    assert given is not None
    assert (given.rating, given.reasons, given.comment) == (
        Rating.DOWN,
        ("wrong plan",),
        "It is Gold.",
    )
    assert rated == "down"
    assert repository.exchanges(identifier)[0].rating == ""


def test_nobody_reads_or_changes_anothers_conversation(
    repository: DatabaseConversations, database: Database
) -> None:
    identifier = asked(repository)
    turn = repository.exchanges(identifier)[0].turn
    other = repository.of("bob")

    other.rename(identifier, "mine")
    other.pin(identifier, pinned=True)
    other.set_context(identifier, GOLD)
    other.rate(identifier, turn, Verdict("up"))
    other.delete(identifier)

    kept = repository.entries("demo")[0]
    assert (other.exchanges(identifier), other.title(identifier)) == ((), "")
    assert (kept.title, kept.pinned) == (SPOUSE, False)
    assert repository.context(identifier) == CallerContext()
    assert FeedbackStore(database).of(turn, "bob") is None


def test_a_conversation_is_renamed_pinned_and_deleted(repository: DatabaseConversations) -> None:
    identifier = asked(repository)

    repository.rename(identifier, "Spouse, Q3")
    repository.pin(identifier, pinned=True)
    kept = repository.entries("demo")[0]
    repository.delete(identifier)

    assert (kept.title, kept.pinned) == ("Spouse, Q3", True)
    assert repository.entries("demo") == []
