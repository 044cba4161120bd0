"""Everything that the chat writes down, opened from one database and swept once a day."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.database.accounts import AccountStore
from app.database.approved import ApprovedAnswers
from app.database.audit import AuditLog
from app.database.conversations import ConversationStore
from app.database.engine import Database, open_database
from app.database.escalations import EscalationStore
from app.database.feedback import FeedbackStore
from app.database.purging import sweep
from app.database.stored_text import now
from app.database.tokens import TokenStore
from knowledge.domain.errors import AssistantError
from knowledge.settings.parts import DatabaseSettings


@dataclass(frozen=True, slots=True)
class Records:
    """The database and what is kept in it."""

    database: Database
    conversations: ConversationStore
    feedback: FeedbackStore
    escalations: EscalationStore
    approved: ApprovedAnswers
    audit: AuditLog
    accounts: AccountStore
    tokens: TokenStore

    def close(self) -> None:
        """Release the file or the connections."""
        self.database.close()


def open_records(database: DatabaseSettings, data_dir: Path) -> Records:
    """Open the configured database, brought up to this release.

    Raises:
        ConfigurationError: the address is none that is known, or the driver is missing.
        StoreUnavailable: it cannot be opened or written, or a newer release wrote it.
    """
    return records_in(open_database(database.url, data_dir))


def records_in(database: Database) -> Records:
    """Return what is kept in an open database."""
    return Records(
        database=database,
        conversations=ConversationStore(database),
        feedback=FeedbackStore(database),
        escalations=EscalationStore(database),
        approved=ApprovedAnswers(database),
        audit=AuditLog(database),
        accounts=AccountStore(database),
        tokens=TokenStore(database),
    )


# Sweeps the records at the start and once a day, beside the page.


_LOG = logging.getLogger(__name__)
_DAY_SECONDS = 86_400.0


def keep_for(database: Database, days: int) -> None:
    """Begin to delete what is older than so many days, now and every day; 0 keeps it for good."""
    threading.Thread(
        target=_sweep_daily, args=(database, days), name="retention", daemon=True
    ).start()


def _sweep_daily(database: Database, days: int) -> None:
    waiting = threading.Event()
    while True:
        sweep_once(database, days)
        waiting.wait(_DAY_SECONDS)


def sweep_once(database: Database, days: int) -> None:
    """Delete what is older than so many days; a failure is logged, the next day tries again."""
    moment = now()
    try:
        swept = sweep(database, before=moment - timedelta(days=days) if days else None, now=moment)
    except AssistantError as error:
        _LOG.warning("Nothing was deleted by age: %s", error)
        return
    if swept.conversations or swept.feedback or swept.events:
        _LOG.info(
            "Deleted by age: %d conversations, %d verdicts, %d lines of the audit log.",
            swept.conversations,
            swept.feedback,
            swept.events,
        )
