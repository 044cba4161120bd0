"""Days as they are written, in one form."""

from __future__ import annotations

from datetime import date

import pytest

from app.dates.written_dates import days_apart, days_in, month_of, year_of


@pytest.mark.parametrize(
    "written",
    ["March 15, 2026", "15 March 2026", "15. März 2026", "15 de marzo de 2026", "2026-03-15"],
)
def test_a_day_is_read_in_three_languages(written: str) -> None:
    (day,) = days_apart(f"It begins on {written} for all.")[0]

    assert day.day.readings == {"2026-03-15"}


def test_figures_may_mean_two_days() -> None:
    (day,) = days_apart("due 3/4/2026")[0]

    assert day.day.readings == {"2026-03-04", "2026-04-03"}


def test_what_is_left_of_a_text_has_its_days_taken_out() -> None:
    _, left = days_apart("From March 15, 2026 on, 25 days.")

    assert "2026" not in left
    assert "25 days" in left
    assert len(days_in("From March 15, 2026 on.")) == 1


def test_a_month_and_a_year_are_their_first_and_last_days() -> None:
    assert month_of(2028, 2) == (date(2028, 2, 1), date(2028, 2, 29))
    assert year_of(2026) == (date(2026, 1, 1), date(2026, 12, 31))
