"""The conversation list: pinned first, then by the day of the last change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import texts

_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list; `changed_at` carries the desk's time zone."""

    id: str
    title: str
    changed_at: datetime
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class ListGroup:
    """A heading of the list and what stands below it, the last changed first."""

    name: str
    items: tuple[Listed, ...]


def grouped(entries: Iterable[Listed], today: date) -> tuple[ListGroup, ...]:
    """Return the list by heading: pinned, today, yesterday, last days, then by month."""
    groups: dict[str, list[Listed]] = {}
    newest_first = sorted(entries, key=lambda entry: entry.changed_at, reverse=True)
    for entry in sorted(newest_first, key=lambda entry: not entry.pinned):
        groups.setdefault(_heading(entry, today), []).append(entry)
    return tuple(ListGroup(name, tuple(items)) for name, items in groups.items())


def shown_title(title: str) -> str:
    """Return a conversation's title in one line, or what stands for none."""
    return " ".join(title.split())[:_LONGEST_TITLE] or texts.UNTITLED


def _heading(entry: Listed, today: date) -> str:
    if entry.pinned:
        return texts.PINNED
    age = today - entry.changed_at.date()
    if age <= timedelta(0):
        return texts.TODAY
    if age == timedelta(days=1):
        return texts.YESTERDAY
    if age <= _WEEK:
        return texts.LAST_DAYS
    if age <= _MONTH:
        return texts.LAST_WEEKS
    return texts.month(entry.changed_at.date())
