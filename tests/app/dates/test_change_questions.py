from __future__ import annotations

from datetime import date

import pytest

from app.dates.change_questions import TwoDays, days_compared

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("question", "before", "after"),
    [
        ("what changed since last year?", date(2025, 11, 20), TODAY),
        ("What's new for PTO next year?", TODAY, date(2027, 11, 20)),
        ("what changes in 2027", TODAY, date(2027, 11, 20)),
        ("what changed in 2026?", date(2025, 11, 20), TODAY),
        ("how does the ER copay differ from 2025?", date(2025, 11, 20), TODAY),
        ("differences between 2024 and 2026", date(2024, 11, 20), TODAY),
        ("any changes since March?", date(2026, 2, 28), TODAY),
        ("any changes since December", date(2025, 11, 30), TODAY),
        ("what has changed since Jan 2024", date(2023, 12, 31), TODAY),
        ("Was hat sich seit letztem Jahr geändert?", date(2025, 11, 20), TODAY),
        ("was ist neu im nächsten Jahr", TODAY, date(2027, 11, 20)),
        ("Was ändert sich 2027 beim Urlaub ab 2027?", TODAY, date(2027, 11, 20)),
        ("Unterschiede zwischen 2024 und 2026", date(2024, 11, 20), TODAY),
        ("Änderungen gegenüber 2025", date(2025, 11, 20), TODAY),
        ("Was hat sich seit März geändert?", date(2026, 2, 28), TODAY),
        ("Was ist anders als im Vorjahr?", date(2025, 11, 20), TODAY),
        ("¿Qué cambió desde el año pasado?", date(2025, 11, 20), TODAY),
        ("¿Qué cambia en 2027?", TODAY, date(2027, 11, 20)),
        ("novedades del próximo año", TODAY, date(2027, 11, 20)),
        ("diferencias entre 2024 y 2026", date(2024, 11, 20), TODAY),
        ("¿Qué ha cambiado desde enero de 2024?", date(2023, 12, 31), TODAY),
    ],
)
def test_two_days_are_read_from_a_question_about_change(
    question: str, before: date, after: date
) -> None:
    assert days_compared(question, TODAY) == TwoDays(before, after)


@pytest.mark.parametrize(
    "question",
    [
        "can I change my plan?",
        "can i change my plan after december",
        "what did you say last year",
        "what is the copay in 2026?",
        "is the new form for 55 year olds different",
        "Kann ich nächstes Jahr den Tarif wechseln?",
        "Welche Zuzahlung gilt 2026?",
        "¿Puedo cambiar de plan el próximo año?",
        "¿Cuál es el copago en 2026?",
    ],
)
def test_other_questions_compare_nothing(question: str) -> None:
    assert days_compared(question, TODAY) is None


def test_a_leap_day_has_its_neighbour_a_year_before() -> None:
    days = days_compared("what changed since last year?", date(2028, 2, 29))

    assert days == TwoDays(date(2027, 2, 28), date(2028, 2, 29))
