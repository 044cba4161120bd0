"""A conversation and its turns as they are stored, and how rows become them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from app.answers import Answer
from app.database import moments, stored_answers


class TurnState(StrEnum):
    """How far a turn's answer got. RUNNING after a restart means that the process ended in it."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as it is listed; its title is the first question, shortened.

    `facets` narrow every search of the conversation (plan, state, ...).
    """

    id: str
    owner: str
    knowledge_base: str
    title: str
    changed_at: datetime
    pinned: bool = False
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question and its answer so far: `text` always, `answer`, with its parts, once finished.

    A superseded turn was asked again in other words; it is kept, but no longer part of the talk.
    """

    id: int
    question: str
    text: str
    answer: Answer | None
    state: TurnState
    error: str
    asked_at: datetime
    superseded: bool = False


def thread_of(row: RowMapping) -> Thread:
    """Return the thread that a row of its table holds."""
    return Thread(
        id=row["id"],
        owner=row["owner"],
        knowledge_base=row["knowledge_base"],
        title=row["title"],
        changed_at=moments.read(row["changed_at"]),
        pinned=bool(row["pinned"]),
        facets=json.loads(row["facets"]),
    )


def turn_of(row: RowMapping) -> StoredTurn:
    """Return the turn that a row of its table holds."""
    return StoredTurn(
        id=row["id"],
        question=row["question"],
        text=row["text"],
        answer=stored_answers.read(row["answer"], f"turn {row['id']}"),
        state=TurnState(row["state"]),
        error=row["error"],
        asked_at=moments.read(row["asked_at"]),
        superseded=bool(row["superseded"]),
    )
