"""Feedback week by week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.database.feedback import Feedback, Rating
from app.records.feedback_trends import Week, reasons, weeks

UP = Feedback(
    1, "ann", Rating.UP, (), "", datetime(2026, 11, 3, tzinfo=UTC), "t", "desk", "", "", None
)
DOWN = replace(
    UP, rating=Rating.DOWN, reasons=("outdated",), given_at=datetime(2026, 11, 22, tzinfo=UTC)
)


def test_every_week_between_the_first_and_the_last_is_there() -> None:
    assert weeks([UP, DOWN], [date(2026, 11, 2)]) == [
        Week(date(2026, 11, 2), asked=1, up=1, down=0),
        Week(date(2026, 11, 9), asked=0, up=0, down=0),
        Week(date(2026, 11, 16), asked=0, up=0, down=1),
    ]


def test_without_anything_there_are_no_weeks() -> None:
    assert weeks([], []) == []


def test_reasons_of_dislikes_are_counted_the_commonest_first() -> None:
    both = replace(DOWN, reasons=("wrong", "outdated"))

    assert reasons([UP, DOWN, both]) == [("outdated", 2), ("wrong", 1)]
