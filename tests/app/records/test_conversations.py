"""The conversation list by day, the pinned ones first."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.i18n import texts
from app.records.conversations import Listed, grouped, shown_title

TODAY = date(2026, 11, 20)


def listed(name: str, day: date, *, pinned: bool = False, hour: int = 9) -> Listed:
    return Listed(name, name, datetime(day.year, day.month, day.day, hour, tzinfo=UTC), pinned)


def test_conversations_stand_below_their_day_the_last_changed_first() -> None:
    entries = [
        listed("old", date(2026, 9, 3)),
        listed("month", date(2026, 11, 1)),
        listed("week", date(2026, 11, 14)),
        listed("yesterday", date(2026, 11, 19)),
        listed("morning", TODAY, hour=8),
        listed("noon", TODAY, hour=12),
    ]

    groups = grouped(entries, TODAY)

    assert [(group.name, [item.id for item in group.items]) for group in groups] == [
        (texts.TODAY, ["noon", "morning"]),
        (texts.YESTERDAY, ["yesterday"]),
        (texts.LAST_DAYS, ["week"]),
        (texts.LAST_WEEKS, ["month"]),
        ("Sep 2026", ["old"]),
    ]


def test_pinned_conversations_come_first_whatever_their_day() -> None:
    entries = [listed("new", TODAY), listed("kept", date(2025, 1, 1), pinned=True)]

    groups = grouped(entries, TODAY)

    assert [group.name for group in groups] == [texts.PINNED, texts.TODAY]


def test_a_title_is_one_line_and_never_empty() -> None:
    assert shown_title("can i\n  add?") == "can i add?"
    assert shown_title("") == texts.UNTITLED
