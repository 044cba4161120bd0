"""Pins, facets, search, feedback, approved answers, audit, accounts, sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.database.stored_text import folded

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns and tables; fold what is there, so that it is found."""
    op.add_column("threads", _new(sa.Column("pinned", sa.Integer), "0"))
    op.add_column("threads", _new(sa.Column("facets", sa.String), "{}"))
    op.add_column("threads", _new(sa.Column("words", sa.String), ""))
    op.add_column("turns", _new(sa.Column("superseded", sa.Integer), "0"))
    op.add_column("turns", _new(sa.Column("words", sa.String), ""))
    _fold("threads", "title")
    _fold("turns", "question", "text")
    _create_feedback()
    _create_approved()
    _create_audit()
    _create_accounts()


def _new(column: sa.Column[object], default: str) -> sa.Column[object]:
    column.nullable = False
    column.server_default = sa.DefaultClause(sa.text(f"'{default}'"))
    return column


def _fold(name: str, *searched: str) -> None:
    table = sa.table(name, *(sa.column(each) for each in ("id", *searched, "words")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).mappings().all():
        words = folded("\n".join(row[each] for each in searched))
        connection.execute(sa.update(table).where(table.c.id == row["id"]).values(words=words))


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "turn_id",
            sa.Integer,
            sa.ForeignKey("turns.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("rating", sa.String, nullable=False),
        sa.Column("reasons", sa.String, nullable=False),
        sa.Column("comment", sa.String, nullable=False),
        sa.Column("given_at", sa.String, nullable=False, index=True),
        sa.UniqueConstraint("turn_id", "person", name="one_feedback_each"),
    )


def _create_approved() -> None:
    op.create_table(
        "approved",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("knowledge_base", sa.String, nullable=False, index=True),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("expires_on", sa.String, nullable=False),
        sa.Column("created_by", sa.String, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("retired_at", sa.String, nullable=False),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String, nullable=False, index=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("knowledge_base", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
    )


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("groups", sa.String, nullable=False),
        sa.Column("password_hash", sa.String, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.String, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String, primary_key=True),
        sa.Column(
            "account", sa.String, sa.ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("ends_at", sa.String, nullable=False),
    )
