"""The audit log: who did what, and when; identifiers are masked before they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, Select, func, insert, select

from app.database import stored_text
from app.database.engine import Database
from app.database.schema import AUDIT
from app.identifiers.masking import Mask
from knowledge.common.names import printable

_LONGEST_NAME = 120


class Action(StrEnum):
    """What can be done."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign-in failed"
    SIGNED_OUT = "signed out"
    ASKED = "asked"
    SAW_SOURCES = "saw sources"
    RATED = "rated"
    SENT_TO_LEAD = "sent to the lead"
    ANSWERED_QUESTION = "answered an open question"
    OPENED_ORIGINAL = "opened an original"
    DOWNLOADED_ORIGINAL = "downloaded an original"
    TRIED_SEARCH = "tried a search"
    EXPORTED = "exported"
    DELETED_CONVERSATION = "deleted a conversation"
    UPLOADED = "uploaded"
    DELETED_DOCUMENT = "deleted a document"
    PURGED_DOCUMENT = "purged a document"
    CURATED = "curated"
    VERIFIED = "verified"
    CANCELLED_JOB = "cancelled a job"
    APPROVED = "approved an answer"
    CHANGED_PERSON = "changed a person"
    CALLED_API = "called the API"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. `person` is "" without sign-in."""

    at: datetime
    person: str
    action: str
    knowledge_base: str
    what: str


class AuditLog:
    """Adds to the log and reads it; nothing changes what is written, only its age ends it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, person: str, action: Action, what: str, *, knowledge_base: str = "") -> None:
        """Write down what a person did. `what` is masked here, so that no caller can forget it.

        A name may be whatever a visitor typed as theirs: it is cleaned and cut.

        Raises:
            StoreUnavailable: it cannot be written.
        """
        self._database.run(
            insert(AUDIT).values(
                at=stored_text.written(stored_text.now()),
                person=printable(person)[:_LONGEST_NAME],
                action=action.value,
                knowledge_base=knowledge_base,
                what=Mask().hide(what),
            )
        )

    def events(
        self, *, since: datetime = stored_text.DAWN, person: str | None = None, action: str = ""
    ) -> list[Event]:
        """Return what was noted since a moment, oldest first; of one person or action if asked."""
        wanted = _wanted(since, person, action)
        return [_event(row) for row in self._database.rows(wanted.order_by(AUDIT.c.id))]

    def latest(
        self, most: int, *, since: datetime, person: str | None = None, action: str = ""
    ) -> list[Event]:
        """Return the latest of these events, the newest first."""
        wanted = _wanted(since, person, action).order_by(AUDIT.c.id.desc()).limit(most)
        return [_event(row) for row in self._database.rows(wanted)]

    def last_seen(self) -> dict[str, datetime]:
        """Return when each person last did anything that was noted; "" is nobody signed in."""
        wanted = (
            select(AUDIT.c.person, func.max(AUDIT.c.at).label("at"))
            .where(AUDIT.c.action != Action.SIGN_IN_FAILED.value)
            .group_by(AUDIT.c.person)
        )
        return {row["person"]: stored_text.read(row["at"]) for row in self._database.rows(wanted)}


def _wanted(since: datetime, person: str | None, action: str) -> Select[Any]:
    wanted = select(AUDIT).where(AUDIT.c.at >= stored_text.written(since))
    if person is not None:
        wanted = wanted.where(AUDIT.c.person == person)
    return wanted.where(AUDIT.c.action == action) if action else wanted


def _event(row: RowMapping) -> Event:
    return Event(
        at=stored_text.read(row["at"]),
        person=row["person"],
        action=row["action"],
        knowledge_base=row["knowledge_base"],
        what=row["what"],
    )
