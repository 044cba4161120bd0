from __future__ import annotations

import pytest

from app.writing.asked_for import asked_for


@pytest.mark.parametrize(
    ("question", "has", "lacks"),
    [
        ("how much is urgent care?", "Urgent care visit | $75", "Urgent care needs no referral."),
        ("wie viel kostet der Besuch?", "Der Besuch kostet 40 Euro.", "Besuche sind erlaubt."),
        ("\u00bfcu\u00e1nto cuesta?", "El copago es de 25 d\u00f3lares.", "La visita es breve."),
        ("how long do i have?", "Within 60 days of marriage.", "Send Form HL-214."),
        ("when does it end?", "On the last day of the month.", "It ends for all members."),
        ("what time do you open?", "Open from 9:00 a.m.", "Open to all members."),
        ("wie lange dauert es?", "Es dauert zehn oder 10 Tage.", "Es dauert nicht lange."),
        ("how many visits?", "At most 20 visits.", "Visits to a specialist."),
        ("who can i call?", "Call 1-800-555-0175.", "Call Digital Support."),
    ],
)
def test_a_question_asks_for_a_kind_of_detail(question: str, has: str, lacks: str) -> None:
    wanted = asked_for(question)

    assert (wanted(has), wanted(lacks)) == (True, False)


def test_other_questions_ask_for_none() -> None:
    assert not asked_for("is semaglutide covered?")("It costs $5 for 30 days, call 555-0100.")
