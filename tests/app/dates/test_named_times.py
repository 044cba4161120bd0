"""How days, months and years are written in questions, and which days they are."""

from __future__ import annotations

from datetime import date

import pytest

from app.dates.named_times import named_times
from app.i18n.languages import Language
from tests.spoken_language import speaking

TODAY = date(2026, 11, 20)


def days_of(question: str) -> list[tuple[date, date]]:
    return [(time.first, time.last) for time in named_times(question, TODAY)]


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("on 2027-03-01", date(2027, 3, 1)),
        ("on March 1, 2027", date(2027, 3, 1)),
        ("on mar 1st 2027", date(2027, 3, 1)),
        ("on the 1st of March 2027", date(2027, 3, 1)),
        ("on 3/1/2027", date(2027, 3, 1)),
        ("on 3/1/27", date(2027, 3, 1)),
        ("on 15/3/2027", date(2027, 3, 15)),
        ("am 1. März 2027", date(2027, 3, 1)),
        ("am 1.3.2027", date(2027, 3, 1)),
        ("am 1.3.27", date(2027, 3, 1)),
        ("el 1 de marzo de 2027", date(2027, 3, 1)),
        ("el 1º de marzo del 2027", date(2027, 3, 1)),
        ("¿cuánto es el copago el 1/3/2027?", date(2027, 3, 1)),
        ("tomorrow", date(2026, 11, 21)),
        ("gestern", date(2026, 11, 19)),
        ("mañana", date(2026, 11, 21)),
        ("what was it on March 1?", date(2026, 3, 1)),
        ("what was it on December 1?", date(2025, 12, 1)),
        ("what will it be on December 1?", date(2026, 12, 1)),
        ("what will it be on March 1?", date(2027, 3, 1)),
    ],
)
def test_a_day_is_read_as_people_write_it(question: str, day: date) -> None:
    assert days_of(question) == [(day, day)]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("in 2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("for plan year 2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("im Jahr 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("next year's", date(2027, 1, 1), date(2027, 12, 31)),
        ("im letzten Jahr", date(2025, 1, 1), date(2025, 12, 31)),
        ("el año que viene", date(2027, 1, 1), date(2027, 12, 31)),
        ("in February 2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("next month", date(2026, 12, 1), date(2026, 12, 31)),
        ("letzten Monat", date(2026, 10, 1), date(2026, 10, 31)),
        ("el mes que viene", date(2026, 12, 1), date(2026, 12, 31)),
        ("what was it in March?", date(2026, 3, 1), date(2026, 3, 31)),
    ],
)
def test_a_month_or_a_year_is_all_its_days(question: str, first: date, last: date) -> None:
    assert days_of(question) == [(first, last)]


@pytest.mark.parametrize(
    "question",
    [
        "on 2027-02-30",
        "on 31 November 2027",
        "in 1981",
        "in 2090",
        "HL-2027",
        "555-2027",
        "$2,027",
        "2027 Euro",
        "2026-27",
        "2026/2027",
        "rule 4.7.23",
        "por la mañana",
        "what is it on March 1?",
        "the 15th",
    ],
)
def test_what_is_no_day_or_tells_no_year_is_left(question: str) -> None:
    assert days_of(question) == []


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("what is it in 2027?", date(2027, 1, 1)),
        ("what was it in 2025?", date(2025, 12, 31)),
        ("what is it in 2026?", TODAY),
        ("what is it next month?", date(2026, 12, 1)),
        ("what was it last month?", date(2026, 10, 31)),
    ],
)
def test_a_time_stands_for_its_day_that_is_nearest_to_today(question: str, day: date) -> None:
    assert [time.day(TODAY) for time in named_times(question, TODAY)] == [day]


def test_figures_are_read_month_first_in_english_only() -> None:
    bare = "3/4/2027"

    with speaking(Language.GERMAN):
        german = days_of(bare)

    assert days_of(bare) == [(date(2027, 3, 4), date(2027, 3, 4))]
    assert german == [(date(2027, 4, 3), date(2027, 4, 3))]


def test_the_month_after_december_is_in_the_next_year() -> None:
    december = named_times("next month", date(2026, 12, 31))

    assert [time.first for time in december] == [date(2027, 1, 1)]
