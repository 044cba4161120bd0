"""Questions sent to a lead, until they are answered and seen: on both databases."""

from __future__ import annotations

import pytest

from app.database.purging import REMOVED_WORDS, purge_traces
from app.records.opening import Records
from knowledge.care.traces import OwnWords, Traces
from knowledge.domain.errors import StoreUnavailable
from tests.app.database.answers import BONUS
from tests.app.database.test_purging import asked


def test_a_question_waits_with_its_note_until_a_lead_answers(records: Records) -> None:
    thread, turn = asked(records)
    records.escalations.send(turn, "ann", "The caller waits.")

    (waiting,) = records.escalations.waiting("demo")
    answered = records.escalations.answer(turn, "eve", "Ask HR.")
    (sent,) = records.escalations.in_thread(thread).values()

    assert (waiting.turn_id, waiting.thread_id, waiting.person) == (turn, thread, "ann")
    assert (waiting.note, waiting.waiting) == ("The caller waits.", True)
    assert answered
    assert (sent.reply, sent.answered_by, sent.waiting) == ("Ask HR.", "eve", False)
    assert records.escalations.waiting("demo") == []


def test_a_question_is_sent_once_and_answered_once(records: Records) -> None:
    thread, turn = asked(records)

    sent = [records.escalations.send(turn, "ann", note) for note in ("first", "second")]
    answered = [records.escalations.answer(turn, person) for person in ("eve", "bob")]

    (kept,) = records.escalations.in_thread(thread).values()
    assert (sent, answered) == ([True, False], [True, False])
    assert (kept.note, kept.answered_by) == ("first", "eve")


def test_the_longest_waiting_comes_first_and_other_knowledge_bases_do_not(records: Records) -> None:
    for question in ("one", "two"):
        records.escalations.send(asked(records, question)[1], "ann", question)

    assert [each.note for each in records.escalations.waiting("demo")] == ["one", "two"]
    assert records.escalations.waiting("other") == []


def test_a_reply_is_news_to_its_sender_until_it_is_seen(records: Records) -> None:
    thread, turn = asked(records)
    records.escalations.send(turn, "ann", "")
    before = records.escalations.unseen("ann")
    records.escalations.answer(turn, "eve")

    news = records.escalations.unseen("ann"), records.escalations.unseen("bob")
    records.escalations.see(thread)

    assert (before, news) == (frozenset(), (frozenset({thread}), frozenset()))
    assert records.escalations.unseen("ann") == frozenset()
    assert not records.escalations.in_thread(thread)[turn].unseen


def test_it_goes_with_its_conversation(records: Records) -> None:
    thread, turn = asked(records)
    records.escalations.send(turn, "ann", "")

    records.conversations.delete(thread)

    assert records.escalations.waiting("demo") == []
    with pytest.raises(StoreUnavailable):
        records.escalations.send(turn, "ann", "")


def test_a_purge_takes_what_quotes_the_document(records: Records) -> None:
    thread, turn = asked(records)
    records.escalations.send(turn, "ann", f"It says: {BONUS.text}")
    records.escalations.answer(turn, "eve", f"Yes: {BONUS.text}")

    purge_traces(records.database, Traces([], OwnWords([BONUS.text])))

    kept = records.escalations.in_thread(thread)[turn]
    assert (kept.note, kept.reply) == (REMOVED_WORDS, REMOVED_WORDS)
