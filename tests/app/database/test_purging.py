"""Feedback, approved answers, the audit log, retention: on both databases."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.database.audit import Action
from app.database.engine import Database, file_url
from app.database.feedback import Rating
from app.database.purging import REMOVED, REMOVED_WORDS, SweptRecords, purge_traces, sweep
from app.database.schema import AUDIT, FEEDBACK, THREADS
from app.database.stored_text import now, written
from app.domain.person import Person
from app.records.opening import Records, records_in, sweep_once
from knowledge.care.traces import OwnWords, Traces
from knowledge.domain.access import Role
from tests.app.database.answers import BONUS, GRACE, answer


def asked(records: Records, question: str = "how long?", owner: str = "ann") -> tuple[str, int]:
    """Ask in a new conversation; return its id and the turn's."""
    thread = records.conversations.start("demo", owner)
    turn = records.conversations.ask(thread.id, question)
    records.conversations.finish(turn, answer(question, GRACE))
    return thread.id, turn


def age(records: Records, days: int) -> None:
    """Make all that is there so many days older."""
    then = written(now() - timedelta(days=days))
    records.database.run(
        update(THREADS).values(changed_at=then, pinned=1),
        update(FEEDBACK).values(given_at=then),
        update(AUDIT).values(at=then),
    )


def test_what_is_older_than_the_retention_goes_pinned_or_not(records: Records) -> None:
    records.feedback.give(asked(records, "old")[1], "ann", Rating.UP)
    records.audit.note("ann", Action.ASKED, "old")
    age(records, 31)
    records.feedback.give(asked(records, "new")[1], "ann", Rating.UP)
    records.audit.note("ann", Action.ASKED, "new")

    swept = sweep(records.database, before=now() - timedelta(days=30), now=now())

    assert swept == SweptRecords(conversations=1, feedback=1, events=1)
    assert [thread.title for thread in records.conversations.threads("ann")] == ["new"]
    assert [each.question for each in records.feedback.since()] == ["new"]
    assert [each.what for each in records.audit.events()] == ["new"]


def test_with_no_retention_set_everything_stays(records: Records) -> None:
    asked(records)
    age(records, 3_650)

    sweep_once(records.database, 0)

    assert len(records.conversations.threads("ann")) == 1


def test_sessions_that_ended_are_swept(records: Records) -> None:
    records.accounts.add(Person("ann", Role.READER, ("staff",)), "hash")
    records.accounts.begin_session("ann", "token", now() + timedelta(hours=1))

    sweep(records.database, before=None, now=now() + timedelta(hours=2))

    assert records.accounts.session_person("token", now()) is None


def test_a_purge_takes_its_quotes_out_of_everything(records: Records) -> None:
    quote = "The grace period is 31 days."
    _, quoting = asked(records)
    repeated = records.conversations.start("demo", "ann")
    records.conversations.cut_off(
        records.conversations.ask(repeated.id, f"Is it true: {quote}"), "Nothing found."
    )
    other, _ = asked(records, "other")
    records.conversations.finish(
        records.conversations.ask(other, "bonus?"), answer("bonus?", BONUS)
    )
    records.feedback.give(quoting, "ann", Rating.DOWN, comment=f"It says: {quote}")
    records.audit.note("ann", Action.ASKED, f"Is it true: {quote}")
    records.approved.approve("demo", answer("q", GRACE), owner="o", created_by="ann")
    records.approved.approve("demo", answer("q", BONUS), owner="o", created_by="ann")

    removed = purge_traces(records.database, traces_of(quote))

    turns = [
        (turn.question, turn.text)
        for thread in records.conversations.threads("ann")
        for turn in records.conversations.turns(thread.id)
    ]
    assert sorted(turns) == [
        (REMOVED_WORDS, REMOVED),
        ("bonus?", f"{BONUS.text} [1]"),
        ("how long?", REMOVED),
        ("other", REMOVED),
    ]
    assert removed == 4
    assert [each.comment for each in records.feedback.since()] == [REMOVED_WORDS]
    assert [each.what for each in records.audit.events()] == [REMOVED_WORDS]
    assert [each.text for each in records.approved.answers("demo")] == [f"{BONUS.text} [1]"]
    assert records.conversations.search("ann", "grace") == []


def test_after_a_purge_no_byte_of_the_quotes_is_in_the_file(tmp_path: Path) -> None:
    with closing(records_in(Database(file_url(tmp_path / "records.sqlite3")))) as records:
        asked(records, "a")
        records.audit.note("ann", Action.SAW_SOURCES, "The grace period is 31 days.")
        before = file_bytes(tmp_path)

        purge_traces(records.database, traces_of("The grace period is 31 days."))

        after = file_bytes(tmp_path)
    assert b"grace period" in before
    assert b"grace period" not in after


@pytest.mark.parametrize(
    "asked_so",
    [
        "THE GRACE PERIOD ENDS 31 days after the due date?",
        "ends **31 days after** the due date [1], is that so",
    ],
)
def test_a_purge_knows_a_part_of_a_quote_in_other_spelling(records: Records, asked_so: str) -> None:
    thread = records.conversations.start("demo", "ann")
    turn = records.conversations.ask(thread.id, asked_so)
    records.conversations.cut_off(turn, "", f"Failed: {asked_so}")
    records.feedback.give(turn, "ann", Rating.DOWN, reasons=[asked_so], comment=asked_so)
    records.audit.note("ann", Action.ASKED, asked_so)

    purge_traces(records.database, traces_of("The grace period ends 31 days after the due date."))

    rows = [text for _, text in records.database.every_row()]
    assert not [text for text in rows if "31 days" in text.casefold()]
    assert records.conversations.threads("ann")[0].title == REMOVED_WORDS


def test_a_title_goes_with_the_question_that_it_was_cut_from(records: Records) -> None:
    question = f"{'so ' * 24}the grace period ends 31 days after the due date"
    thread = records.conversations.start("demo", "ann")
    records.conversations.ask(thread.id, question)

    purge_traces(records.database, traces_of("The grace period ends 31 days after the due date."))

    assert records.conversations.threads("ann")[0].title == REMOVED_WORDS


def test_a_purge_leaves_what_other_documents_say(records: Records) -> None:
    shared = "Call the office if you want to know the grace period of your plan."
    thread = records.conversations.start("demo", "ann")
    turn = records.conversations.ask(thread.id, shared)
    records.feedback.give(turn, "ann", Rating.DOWN, comment=shared)
    records.audit.note("ann", Action.ASKED, shared)
    words = OwnWords([f"It is 31 days here. {shared}"], said_elsewhere=[shared])

    removed = purge_traces(records.database, Traces([], words))

    assert removed == 0
    assert [each.comment for each in records.feedback.since()] == [shared]
    assert [each.what for each in records.audit.events()] == [shared]


def traces_of(*quotes: str) -> Traces:
    """Return the traces of a document that says this, and nothing else does."""
    return Traces([], OwnWords(quotes))


def file_bytes(folder: Path) -> bytes:
    """Return all bytes of the database's files, in small letters."""
    return b"".join(file.read_bytes() for file in folder.iterdir()).lower()
