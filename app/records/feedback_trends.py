"""Feedback over time: how many answers were liked and disliked, week by week, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.database.feedback import Feedback, Rating


@dataclass(frozen=True, slots=True)
class Week:
    """A week, by its Monday: questions asked, answers liked and disliked."""

    monday: date
    asked: int
    up: int
    down: int


def weeks(verdicts: Sequence[Feedback], asked: Sequence[date]) -> list[Week]:
    """Return every week from the first to the last in which anything was, the oldest first."""
    questions = Counter(_monday(each) for each in asked)
    up = Counter(_monday(v.given_at.date()) for v in verdicts if v.rating is Rating.UP)
    down = Counter(_monday(v.given_at.date()) for v in verdicts if v.rating is Rating.DOWN)
    met = [*questions, *up, *down]
    if not met:
        return []
    count = (max(met) - min(met)).days // 7 + 1
    mondays = [min(met) + timedelta(weeks=number) for number in range(count)]
    return [Week(day, questions[day], up[day], down[day]) for day in mondays]


def reasons(verdicts: Sequence[Feedback]) -> list[tuple[str, int]]:
    """Return why answers were disliked, the commonest reason first."""
    counted = Counter(
        reason for each in verdicts if each.rating is Rating.DOWN for reason in each.reasons
    )
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
