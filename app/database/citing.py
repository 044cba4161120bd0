"""What of the records rests on a document: answers that cite it, and their conversations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from app.database.approved import ApprovedAnswers
from app.database.engine import Database
from app.database.schema import THREADS, TURNS
from app.database.threads import read
from app.domain.answers import Answer


@dataclass(frozen=True, slots=True)
class Uses:
    """How many answers cite a document, in how many conversations, and how many approved ones."""

    answers: int = 0
    conversations: int = 0
    approved: int = 0


def uses_of(database: Database, knowledge_base: str, document_ids: Collection[str]) -> Uses:
    """Count what cites any of the documents; approved answers while they are vouched for.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    if not document_ids:
        return Uses()
    wanted = (
        select(TURNS.c.id, TURNS.c.thread_id, TURNS.c.answer)
        .join(THREADS, THREADS.c.id == TURNS.c.thread_id)
        .where(
            THREADS.c.knowledge_base == knowledge_base,
            TURNS.c.superseded == 0,
            or_(*map(_names, document_ids)),
        )
    )
    threads = [
        row["thread_id"]
        for row in database.rows(wanted)
        if _cites(read(row["answer"], f"turn {row['id']}"), document_ids)
    ]
    approved = [
        each
        for each in ApprovedAnswers(database).answers(knowledge_base)
        if each.retired_at is None and _cites(each.answer, document_ids)
    ]
    return Uses(len(threads), len(set(threads)), len(approved))


def _names(document_id: str) -> ColumnElement[bool]:
    # Only the likely rows are parsed: an answer holds the ids of all that was found for it.
    return TURNS.c.answer.contains(document_id, autoescape=True)


def _cites(answer: Answer | None, document_ids: Collection[str]) -> bool:
    cited = answer.citations if answer else ()
    return any(citation.passage.document_id in document_ids for citation in cited)
