"""What readers thought of answers, kept and listed."""

from __future__ import annotations

import pytest

from app.database.feedback import Rating
from app.database.stored_text import now
from app.records.opening import Records
from knowledge.domain.errors import StoreUnavailable
from tests.app.database.answers import GRACE, answer
from tests.app.database.test_purging import asked


def test_feedback_comes_back_with_what_was_asked_and_answered(records: Records) -> None:
    thread, turn = asked(records)

    records.feedback.give(turn, "ann", Rating.DOWN, reasons=["wrong plan"], comment="Gold, not")

    (given,) = records.feedback.since()
    assert (given.turn_id, given.thread_id, given.person, given.rating) == (
        turn,
        thread,
        "ann",
        Rating.DOWN,
    )
    assert (given.reasons, given.comment) == (("wrong plan",), "Gold, not")
    assert (given.knowledge_base, given.question) == ("demo", "how long?")
    assert given.answer == answer("how long?", GRACE)


def test_a_later_verdict_replaces_the_one_before(records: Records) -> None:
    _, turn = asked(records)
    records.feedback.give(turn, "ann", Rating.DOWN, reasons=["wrong"])
    records.feedback.give(turn, "bob", Rating.DOWN)

    records.feedback.give(turn, "ann", Rating.UP)
    records.feedback.take_back(turn, "bob")

    assert [(each.person, each.rating, each.reasons) for each in records.feedback.since()] == [
        ("ann", Rating.UP, ())
    ]


def test_feedback_is_listed_by_time_and_knowledge_base(records: Records) -> None:
    records.feedback.give(asked(records)[1], "ann", Rating.UP)
    moment = now()
    records.feedback.give(asked(records)[1], "ann", Rating.DOWN)

    later = records.feedback.since(moment)

    assert [each.rating for each in later] == [Rating.DOWN]
    assert [each.rating for each in records.feedback.since(knowledge_base="demo")] == [
        Rating.UP,
        Rating.DOWN,
    ]
    assert records.feedback.since(knowledge_base="other") == []


def test_feedback_on_a_turn_that_is_gone_is_refused(records: Records) -> None:
    with pytest.raises(StoreUnavailable):
        records.feedback.give(99, "ann", Rating.UP)


def test_feedback_goes_with_its_conversation(records: Records) -> None:
    thread, turn = asked(records)
    records.feedback.give(turn, "ann", Rating.UP)

    records.conversations.delete(thread)

    assert records.feedback.since() == []
