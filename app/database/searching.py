"""Looking through conversations: for words in one's own, for the questions of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from app.database.engine import Database
from app.database.folding import LIKE_ESCAPE, folded, pattern
from app.database.moments import written
from app.database.schema import THREADS, TURNS
from app.database.threads import StoredTurn, Thread, thread_of, turn_of

_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """A turn with whose it is and where it was asked."""

    thread_id: str
    owner: str
    knowledge_base: str
    turn: StoredTurn


def threads_with(database: Database, owner: str, words: str) -> list[Thread]:
    """Return an owner's conversations that hold all the words, the last changed first."""
    asked = list(dict.fromkeys(folded(words).split()))[:_MOST_WORDS]
    if not asked:
        return []
    wanted = (
        select(THREADS)
        .where(THREADS.c.owner == owner, *(_holds(word) for word in asked))
        .order_by(THREADS.c.changed_at.desc(), THREADS.c.id)
    )
    return [thread_of(row) for row in database.rows(wanted)]


def asked_since(database: Database, knowledge_base: str, since: datetime) -> list[AskedTurn]:
    """Return everybody's turns in a knowledge base since a moment, oldest first."""
    wanted = (
        select(TURNS, THREADS.c.owner, THREADS.c.knowledge_base)
        .join(THREADS, THREADS.c.id == TURNS.c.thread_id)
        .where(THREADS.c.knowledge_base == knowledge_base, TURNS.c.asked_at >= written(since))
        .order_by(TURNS.c.id)
    )
    return [
        AskedTurn(row["thread_id"], row["owner"], row["knowledge_base"], turn_of(row))
        for row in database.rows(wanted)
    ]


def _holds(word: str) -> ColumnElement[bool]:
    like = pattern(word)
    in_a_turn = select(TURNS.c.id).where(
        TURNS.c.thread_id == THREADS.c.id,
        TURNS.c.superseded == 0,
        TURNS.c.words.like(like, escape=LIKE_ESCAPE),
    )
    return or_(THREADS.c.words.like(like, escape=LIKE_ESCAPE), in_a_turn.exists())
