"""Questions ask for kinds of detail, in three languages, and texts hold them."""

from __future__ import annotations

import pytest

from app.writing.quoting.details import asides, kinds_asked, kinds_held


@pytest.mark.parametrize(
    ("kind", "question", "has", "lacks"),
    [
        ("amount", "how much is it?", "Urgent care visit | $75", "It needs no referral."),
        ("amount", "wie viel kostet es?", "Es kostet 40 Euro.", "Besuche sind erlaubt."),
        ("amount", "\u00bfcu\u00e1nto cuesta?", "Son 25 d\u00f3lares.", "La visita es breve."),
        ("time", "how long do i have?", "Within 60 days of marriage.", "Send Form HL-214."),
        ("time", "when does it end?", "On the last day of the month.", "It ends for all."),
        ("time", "wie lange dauert es?", "Es dauert zehn Tage.", "Es dauert nicht lange."),
        ("count", "how many visits?", "At most 20 visits.", "Visits to a specialist."),
        ("contact", "who can i call?", "Call 1-800-555-0175.", "Call Digital Support."),
        ("actor", "who signs it?", "Your supervisor signs.", "It is signed."),
        ("permission", "can i add her?", "She is not eligible.", "Form HL-214 adds people."),
        ("procedure", "how do i file it?", "Send it by mail.", "The address is new."),
        ("form", "which form is it?", "Use HL-214.", "use the new one."),
        ("reason", "why is it late?", "It is late because of snow.", "It is late."),
    ],
)
def test_a_question_asks_for_a_kind_of_detail(
    kind: str, question: str, has: str, lacks: str
) -> None:
    assert kind in kinds_asked(question)
    assert (kind in kinds_held(has), kind in kinds_held(lacks)) == (True, False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("spoken", "I can take care of that for you today."),
        ("example", "For example, a bill of May counts."),
        ("condition", "Unless it is late, it is paid."),
        ("leans", "This ends in May."),
        ("refers", "See the leave page."),
        ("question", "Is it late?"),
    ],
)
def test_words_show_what_is_no_rule(name: str, text: str) -> None:
    assert name in asides(text)
    assert asides("A bill is paid in May.") == frozenset()
