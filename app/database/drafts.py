"""Questions that were begun and not yet sent, so that a reload loses none."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from app.database.engine import Database
from app.database.moments import now, written
from app.database.schema import DRAFTS


class DraftStore:
    """One draft for each owner and place: a conversation's id, or "new:KNOWLEDGE BASE"."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, owner: str, place: str, text: str) -> None:
        """Keep a draft in place of the one before; an empty text forgets it."""
        here = (DRAFTS.c.owner == owner, DRAFTS.c.place == place)
        values = {"owner": owner, "place": place, "text": text, "changed_at": written(now())}
        with self._database.writing() as connection:
            connection.execute(delete(DRAFTS).where(*here))
            if text.strip():
                connection.execute(insert(DRAFTS).values(values))

    def draft(self, owner: str, place: str) -> str:
        """Return the draft in a place; empty where there is none."""
        here = (DRAFTS.c.owner == owner, DRAFTS.c.place == place)
        rows = self._database.rows(select(DRAFTS.c.text).where(*here))
        return str(rows[0]["text"]) if rows else ""
