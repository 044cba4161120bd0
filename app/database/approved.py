"""Approved answers: good ones that somebody vouches for until a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, insert, select, update

from app.database import stored_text, threads
from app.database.engine import Database
from app.database.schema import APPROVED
from app.domain.answers import Answer
from knowledge.domain.access import may_read, reading_as


@dataclass(frozen=True, slots=True)
class ApprovedAnswer:
    """An answer that its `owner` vouches for, to the end of `expires_on` (None: for good)."""

    id: int
    knowledge_base: str
    question: str
    text: str
    answer: Answer | None
    owner: str
    expires_on: date | None
    created_by: str
    created_at: datetime
    retired_at: datetime | None

    def holds_on(self, day: date) -> bool:
        """Tell whether it is still vouched for."""
        return self.retired_at is None and (self.expires_on is None or day <= self.expires_on)

    def visible_to(self, groups: Iterable[str]) -> bool:
        """Tell whether readers of these groups may see every passage that it cites.

        One whose sources cannot be read any more is shown to nobody.
        """
        if self.answer is None:
            return False
        access = reading_as(groups)
        return all(may_read(c.passage.groups, access) for c in self.answer.citations)


class ApprovedAnswers:
    """Keeps approved answers; a retired one stays on record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def approve(
        self,
        knowledge_base: str,
        answer: Answer,
        *,
        owner: str,
        created_by: str,
        expires_on: date | None = None,
        question: str = "",
    ) -> int:
        """Keep an answer as approved; return its number. `question` defaults to the one asked."""
        values = {
            "knowledge_base": knowledge_base,
            "question": question or answer.found.question,
            "text": answer.text,
            "answer": threads.written(answer),
            "owner": owner,
            "expires_on": expires_on.isoformat() if expires_on else "",
            "created_by": created_by,
            "created_at": stored_text.written(stored_text.now()),
            "retired_at": "",
        }
        with self._database.writing() as connection:
            added = connection.execute(insert(APPROVED).values(values).returning(APPROVED.c.id))
            return int(added.scalar_one())

    def retire(self, number: int) -> None:
        """Answer with it no longer."""
        now = stored_text.written(stored_text.now())
        wanted = (APPROVED.c.id == number, APPROVED.c.retired_at == "")
        self._database.run(update(APPROVED).where(*wanted).values(retired_at=now))

    def extend(self, number: int, expires_on: date | None) -> None:
        """Vouch for it until another day."""
        day = expires_on.isoformat() if expires_on else ""
        self._database.run(update(APPROVED).where(APPROVED.c.id == number).values(expires_on=day))

    def reword(self, number: int, answer: Answer, *, owner: str, created_by: str) -> None:
        """Vouch for it in other words from now on, until the day that it holds for."""
        values = {
            "text": answer.text,
            "answer": threads.written(answer),
            "owner": owner,
            "created_by": created_by,
            "created_at": stored_text.written(stored_text.now()),
        }
        self._database.run(update(APPROVED).where(APPROVED.c.id == number).values(values))

    def answers(self, knowledge_base: str) -> list[ApprovedAnswer]:
        """Return all of a knowledge base, retired and expired ones too, the newest first."""
        ours = APPROVED.c.knowledge_base == knowledge_base
        wanted = select(APPROVED).where(ours).order_by(APPROVED.c.id.desc())
        return [_approved(row) for row in self._database.rows(wanted)]


def _approved(row: RowMapping) -> ApprovedAnswer:
    return ApprovedAnswer(
        id=row["id"],
        knowledge_base=row["knowledge_base"],
        question=row["question"],
        text=row["text"],
        answer=threads.read(row["answer"], f"approved answer {row['id']}"),
        owner=row["owner"],
        expires_on=date.fromisoformat(row["expires_on"]) if row["expires_on"] else None,
        created_by=row["created_by"],
        created_at=stored_text.read(row["created_at"]),
        retired_at=stored_text.read(row["retired_at"]) if row["retired_at"] else None,
    )
