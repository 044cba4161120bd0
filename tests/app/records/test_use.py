"""How a desk is used: counted by week, without anybody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.database.conversations import AskedTurn
from app.database.threads import StoredTurn, TurnState
from app.domain.answers import Answer, Approval, Outcome
from app.records.use import caller_details, top_documents, use_csv, weeks_of_use
from knowledge.domain.access import Access, Role
from tests.scripted_assistant import LIFE_EVENTS, SPOUSE, answered, refused

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
READER = Access(Role.CURATOR, LIFE_EVENTS.groups)


def asked(answer: Answer | None, *, weeks: int = 0) -> AskedTurn:
    moment = MONDAY + timedelta(weeks=weeks, days=2)
    return AskedTurn(
        "t", "ann", "desk", StoredTurn(1, SPOUSE, "", answer, TurnState.FINISHED, "", moment)
    )


def test_each_week_counts_how_its_questions_ended() -> None:
    edited = replace(answered(SPOUSE), found=replace(answered(SPOUSE).found, edited=True))
    approved = replace(answered(SPOUSE), approval=Approval("Ann", date(2026, 1, 1)))

    first, empty, last = weeks_of_use(
        [
            asked(edited),
            asked(approved),
            asked(refused(SPOUSE)),
            asked(None),
            asked(edited, weeks=2),
        ]
    )

    assert first.monday == MONDAY.date()
    assert first.outcomes == {Outcome.ANSWERED: 2, Outcome.REFUSED: 1}
    assert (first.asked, first.unfinished, first.edited, first.approved) == (4, 1, 1, 1)
    assert (empty.asked, empty.seconds) == (0, None)
    assert last.asked == 1


def test_the_time_to_an_answer_is_a_weeks_median() -> None:
    slow = replace(answered(SPOUSE), milliseconds={"embed": 1000.0, "write": 4000.0})
    quick = replace(answered(SPOUSE), milliseconds={"write": 500.0})

    (week,) = weeks_of_use([asked(slow), asked(quick), asked(quick)])

    assert week.seconds == 0.5


def test_documents_that_the_curator_may_not_read_are_left_out() -> None:
    turns = [asked(answered(SPOUSE)), asked(answered(SPOUSE)), asked(refused(SPOUSE))]

    mine = top_documents(turns, READER)
    others = top_documents(turns, Access(Role.CURATOR, ("board",)))

    assert mine == [(LIFE_EVENTS.title, LIFE_EVENTS.document_key, 2)]
    assert others == []


def test_caller_details_are_counted() -> None:
    answer = answered(SPOUSE)
    filters = replace(answer.found.query.filters, facets={"plan": "Gold"})
    gold = replace(
        answer, found=replace(answer.found, query=replace(answer.found.query, filters=filters))
    )

    assert caller_details([asked(gold), asked(gold), asked(answer)]) == [("plan", "Gold", 2)]


def test_the_csv_has_a_line_a_week() -> None:
    head, row = use_csv(weeks_of_use([asked(refused(SPOUSE))])).splitlines()

    assert head.startswith('"week of","asked","answered","nearest"')
    assert row.startswith('"2026-11-16","1","0","0","0","0","1"')
