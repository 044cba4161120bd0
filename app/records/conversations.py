"""The role of the conversations' records: one owner's at a time, and how they are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from app.database.escalations import Escalation
from app.domain.answers import Answer
from app.domain.caller_context import CallerContext
from app.i18n import texts

_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list; `changed_at` carries the configured time zone.

    `replied` tells that a lead's reply in it was not seen yet.
    """

    id: str
    title: str
    changed_at: datetime
    pinned: bool = False
    replied: bool = False


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


# The protocol of the page's conversations: stored, one owner's at a time.


_DAWN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what became of it: an answer, an error, or a partial text.

    `stopped` tells a reader's stop from an answer that was cut off. `turn` is its number in the
    conversation, `rating` the reader's own: "up", "down" or none. What has an
    `escalation` was sent to a lead.
    """

    question: str
    answer: Answer | None = None
    partial: str = ""
    error: str = ""
    stopped: bool = False
    turn: int = 0
    asked_at: datetime = _DAWN
    rating: str = ""
    escalation: Escalation | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reader thinks of an answer: "up", "down", or "" to take it back."""

    rating: str
    reasons: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ReplyStore:
    """Where a reply is written down: a piece so far, the whole, or how it ended without.

    `cut_off` takes the text so far and the error's message, empty when the reader stopped it.
    """

    partial: Callable[[str], None]
    finished: Callable[[Answer], None]
    cut_off: Callable[[str, str], None]


class ConversationRepository(Protocol):
    """Where conversations are written down; safe for several threads."""

    def of(self, owner: str) -> ConversationRepository:
        """Return another owner's conversations."""
        ...

    def holds(self, conversation_id: str) -> bool:
        """Tell whether a conversation is there and the owner's."""
        ...

    def entries(self, knowledge_base: str, words: str = "") -> list[Listed]:
        """Return a knowledge base's conversations, the latest first; those that hold the words."""
        ...

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Return a conversation's exchanges, oldest first; none when it is not the owner's."""
        ...

    def begin(self, knowledge_base: str, context: CallerContext) -> str:
        """Begin a conversation and return its id."""
        ...

    def ask(
        self, conversation_id: str, knowledge_base: str, question: str, *, anew: bool = False
    ) -> str:
        """Write a question down, in a new conversation where none is named; return its id.

        Asked `anew` it takes the last question's place, which is kept as superseded.
        """
        ...

    def title(self, conversation_id: str) -> str:
        """Return a conversation's title."""
        ...

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""
        ...

    def pin(self, conversation_id: str, *, pinned: bool) -> None:
        """Keep a conversation at the head of the list, or no longer."""
        ...

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation for good."""
        ...

    def context(self, conversation_id: str) -> CallerContext:
        """Return what the conversation's searches keep to."""
        ...

    def set_context(self, conversation_id: str, context: CallerContext) -> None:
        """Say what the conversation's later searches keep to."""
        ...

    def rate(self, conversation_id: str, turn: int, verdict: Verdict) -> None:
        """Write down what the reader thinks of an answer."""
        ...

    def send_to_lead(self, conversation_id: str, turn: int, note: str) -> None:
        """Have a lead answer a question of the conversation."""
        ...

    def see_replies(self, conversation_id: str) -> None:
        """Note that the owner has seen what leads replied in the conversation."""
        ...

    def note_export(self, conversation_id: str, form: str) -> None:
        """Note in the audit log that the owner saved the conversation as a file of some form."""
        ...

    def reply_store(self, conversation_id: str) -> ReplyStore:
        """Return where the reply to the last question is written down."""
        ...
