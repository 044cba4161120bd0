"""Access tokens of programs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table of tokens."""
    op.create_table(
        "tokens",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("secret_hash", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column(
            "account", sa.String, sa.ForeignKey("accounts.name", ondelete="CASCADE"), nullable=True
        ),
        sa.Column("scopes", sa.String, nullable=False),
        sa.Column("groups", sa.String, nullable=False),
        sa.Column("per_minute", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("expires_at", sa.String, nullable=False),
        sa.Column("revoked_at", sa.String, nullable=False),
    )
