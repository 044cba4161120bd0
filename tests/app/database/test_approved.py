"""Approved answers: kept, ended, shown to whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.database.approved import ApprovedAnswers
from app.records.opening import Records
from tests.app.database.answers import BONUS, GRACE, answer

DAY = date(2026, 11, 20)


@pytest.fixture
def approved(records: Records) -> ApprovedAnswers:
    return records.approved


def approve(approved: ApprovedAnswers, question: str, expires_on: date | None = None) -> int:
    return approved.approve(
        "demo",
        answer(question, GRACE),
        owner="claims team",
        created_by="ann",
        expires_on=expires_on,
    )


def held(approved: ApprovedAnswers, day: date) -> list[bool]:
    """Tell for each answer, the newest first, whether it holds on a day."""
    return [each.holds_on(day) for each in approved.answers("demo")]


def test_an_approved_answer_comes_back_with_who_vouches_for_it(approved: ApprovedAnswers) -> None:
    number = approve(approved, "How long is grace?", expires_on=DAY)

    (kept,) = approved.answers("demo")
    assert (kept.id, kept.question, kept.owner) == (number, "How long is grace?", "claims team")
    assert (kept.created_by, kept.expires_on, kept.retired_at) == ("ann", DAY, None)
    assert kept.answer == answer("How long is grace?", GRACE)
    assert approved.answers("other") == []


def test_an_approved_answer_ends_with_its_day(approved: ApprovedAnswers) -> None:
    number = approve(approved, "q", expires_on=DAY)
    day_after = DAY + timedelta(days=1)
    before = (held(approved, DAY), held(approved, day_after))

    approved.extend(number, None)

    assert before == ([True], [False])
    assert held(approved, day_after) == [True]


def test_a_retired_answer_stays_on_record_only(approved: ApprovedAnswers) -> None:
    number = approve(approved, "q")
    approve(approved, "newer")

    approved.retire(number)

    assert held(approved, DAY) == [True, False]


def test_an_approved_answer_is_shown_to_nobody_who_may_not_see_all_its_sources(
    approved: ApprovedAnswers,
) -> None:
    approved.approve("demo", answer("q", GRACE, BONUS), owner="o", created_by="ann")
    (kept,) = approved.answers("demo")

    seen = [kept.visible_to(groups) for groups in (["staff"], ["board"], [], ["staff", "board"])]

    assert seen == [False, False, False, True]
