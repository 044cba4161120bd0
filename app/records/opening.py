"""Everything that the desk writes down, in one database."""

from __future__ import annotations

from dataclasses import dataclass

from app.database.accounts import AccountStore
from app.database.approved import ApprovedAnswers
from app.database.audit import AuditLog
from app.database.conversations import ConversationStore
from app.database.engine import Database, open_database
from app.database.feedback import FeedbackStore
from knowledge.settings import Settings


@dataclass(frozen=True, slots=True)
class Records:
    """The database and what is kept in it."""

    database: Database
    conversations: ConversationStore
    feedback: FeedbackStore
    approved: ApprovedAnswers
    audit: AuditLog
    accounts: AccountStore

    def close(self) -> None:
        """Release the file or the connections."""
        self.database.close()


def open_records(settings: Settings) -> Records:
    """Open the configured database, brought up to this release.

    Raises:
        ConfigurationError: the address is none that is known, or the driver is missing.
        StoreUnavailable: it cannot be opened or written, or a newer release wrote it.
    """
    return records_in(open_database(settings.database_url, settings.data_dir))


def records_in(database: Database) -> Records:
    """Return what is kept in an open database."""
    return Records(
        database=database,
        conversations=ConversationStore(database),
        feedback=FeedbackStore(database),
        approved=ApprovedAnswers(database),
        audit=AuditLog(database),
        accounts=AccountStore(database),
    )
