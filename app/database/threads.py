"""A conversation, its turns and answers as they are stored, and how rows become them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import RowMapping

from app.database import stored_text
from app.domain.answers import Answer, Outcome

_LOG = logging.getLogger(__name__)
_ANSWER = TypeAdapter(Answer)


def written(answer: Answer) -> str:
    """Return an answer as JSON."""
    return _ANSWER.dump_json(answer, by_alias=True).decode()


def read(content: str, named: str) -> Answer | None:
    """Return a stored answer; None where there is none, or an older release's that is unreadable.

    `named` says in the log which one it was.
    """
    if not content:
        return None
    try:
        return _parsed(content)
    except ValidationError:
        # Written by an older release: the text is still shown, its sources are not.
        _LOG.warning("The parts of the answer in %s cannot be read any more.", named)
        return None


# The page reads a conversation at every click: what was read a moment ago need not be parsed again.
@lru_cache(maxsize=128)
def _parsed(content: str) -> Answer:
    fields = json.loads(content)
    if isinstance(fields, dict) and "outcome" not in fields:
        # Written before answers had more than two outcomes.
        fields["outcome"] = Outcome.REFUSED if fields.get("refused") else Outcome.ANSWERED
    return _ANSWER.validate_python(fields)


# A conversation and its turns as they are stored, and how rows become them.


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
        changed_at=stored_text.read(row["changed_at"]),
        pinned=bool(row["pinned"]),
        facets=json.loads(row["facets"]),
    )


def turn_of(row: RowMapping) -> StoredTurn:
    """Return the turn that a row of its table holds."""
    return StoredTurn(
        id=row["id"],
        question=row["question"],
        text=row["text"],
        answer=read(row["answer"], f"turn {row['id']}"),
        state=TurnState(row["state"]),
        error=row["error"],
        asked_at=stored_text.read(row["asked_at"]),
        superseded=bool(row["superseded"]),
    )
