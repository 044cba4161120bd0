"""The tables as this release has them; `migrations/` brings an older database to this."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

REVISION = "0004"
"""The newest step in `migrations/versions`; a test holds the two together."""


class SafeText(TypeDecorator[str]):
    """Text that any database takes: PostgreSQL refuses NUL, none takes half a surrogate pair."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text without what would be refused."""
        if value is None:
            return None
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _words(name: str, *, primary_key: bool = False) -> Column[str]:
    return Column(name, SafeText, nullable=False, primary_key=primary_key)


METADATA = MetaData()
THREADS = Table(
    "threads",
    METADATA,
    Column("id", SafeText, primary_key=True),
    Column("owner", SafeText, nullable=False, index=True),
    _words("knowledge_base"),
    _words("title"),
    _words("changed_at"),
    Column("pinned", Integer, nullable=False, server_default="0"),
    Column("facets", SafeText, nullable=False, server_default="{}"),
    Column("words", SafeText, nullable=False, server_default=""),
)
TURNS = Table(
    "turns",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("thread_id", ForeignKey("threads.id", ondelete="CASCADE"), nullable=False, index=True),
    _words("question"),
    _words("text"),
    _words("answer"),
    _words("state"),
    _words("error"),
    _words("asked_at"),
    Column("superseded", Integer, nullable=False, server_default="0"),
    Column("words", SafeText, nullable=False, server_default=""),
)
FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("turn_id", ForeignKey("turns.id", ondelete="CASCADE"), nullable=False, index=True),
    _words("person"),
    _words("rating"),
    _words("reasons"),
    _words("comment"),
    Column("given_at", SafeText, nullable=False, index=True),
    UniqueConstraint("turn_id", "person", name="one_feedback_each"),
)
ESCALATIONS = Table(
    "escalations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("turn_id", ForeignKey("turns.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("person", SafeText, nullable=False, index=True),
    _words("note"),
    _words("sent_at"),
    _words("reply"),
    _words("answered_by"),
    Column("answered_at", SafeText, nullable=False, index=True),
    _words("seen_at"),
)
APPROVED = Table(
    "approved",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("knowledge_base", SafeText, nullable=False, index=True),
    _words("question"),
    _words("text"),
    _words("answer"),
    _words("owner"),
    _words("expires_on"),
    _words("created_by"),
    _words("created_at"),
    _words("retired_at"),
)
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", SafeText, nullable=False, index=True),
    _words("person"),
    _words("action"),
    _words("knowledge_base"),
    _words("what"),
)
ACCOUNTS = Table(
    "accounts",
    METADATA,
    _words("name", primary_key=True),
    _words("role"),
    _words("groups"),
    _words("password_hash"),
    Column("failures", Integer, nullable=False),
    _words("locked_until"),
    _words("created_at"),
)
SESSIONS = Table(
    "sessions",
    METADATA,
    _words("token_hash", primary_key=True),
    Column("account", ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False),
    _words("ends_at"),
)
TOKENS = Table(
    "tokens",
    METADATA,
    _words("id", primary_key=True),
    Column("secret_hash", SafeText, nullable=False, unique=True),
    _words("name"),
    Column("account", ForeignKey("accounts.name", ondelete="CASCADE"), nullable=True),
    _words("scopes"),
    _words("groups"),
    Column("per_minute", Integer, nullable=False),
    _words("created_at"),
    _words("expires_at"),
    _words("revoked_at"),
)
