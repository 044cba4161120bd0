"""Questions that were sent to a lead, with the reply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "escalations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "turn_id",
            sa.Integer,
            sa.ForeignKey("turns.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("person", sa.String, nullable=False, index=True),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("sent_at", sa.String, nullable=False),
        sa.Column("reply", sa.String, nullable=False),
        sa.Column("answered_by", sa.String, nullable=False),
        sa.Column("answered_at", sa.String, nullable=False, index=True),
        sa.Column("seen_at", sa.String, nullable=False),
    )
