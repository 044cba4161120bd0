"""Routes that ask: an answer as JSON or as it comes about, and a search alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.api.access import Asking, Caller
from app.api.following import answer_in, follow, in_thread
from app.domain.caller_context import CallerContext
from app.domain.conversations import Conversation, Turn
from app.domain.replies import Finished, ReplyEvent, Searched
from app.export.answer_json import answer_content, search_content
from knowledge.domain.errors import AssistantError

router = APIRouter(tags=["ask"])
_EVENTS = "text/event-stream"
Text = Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"\S")]


class EarlierTurn(BaseModel):
    """What was asked and answered before."""

    model_config = ConfigDict(extra="forbid")

    question: Text
    answer: str = Field(default="", max_length=20_000)


class SearchRequest(BaseModel):
    """What is searched for, and within what; `as_of` left out is today."""

    model_config = ConfigDict(extra="forbid")

    question: Text
    knowledge_base: str = ""
    as_of: date | None = None
    facets: dict[str, str] = Field(default_factory=dict, max_length=20)


class AskRequest(SearchRequest):
    """A question; it follows on a stored conversation, or on the history sent along."""

    conversation: str = ""
    history: list[EarlierTurn] = Field(default_factory=list, max_length=50)
    stream: bool = False


@router.post(
    "/ask",
    responses={
        200: {
            "description": "docs/schemas/answer.schema.json with the conversation's id beside it; "
            "with stream, the events searched, written and finished (or failed).",
            "content": {"application/json": {"schema": {"type": "object"}}, _EVENTS: {}},
        }
    },
    response_class=JSONResponse,
)
async def ask(asked: AskRequest, caller: Asking) -> Response:
    """Answer a question and keep it in the caller's conversations."""
    name = await in_thread(partial(caller.knowledge_base, asked.knowledge_base))
    conversation = await in_thread(partial(begin, caller, name, asked))
    if asked.stream:
        return StreamingResponse(_events(caller, name, conversation), media_type=_EVENTS)
    async for _ in follow(caller.service, conversation):
        pass
    answer = await in_thread(partial(answer_in, caller.service, conversation))
    content = answer_content(answer, knowledge_base=name)
    return JSONResponse({"conversation": conversation, **content})


@router.post("/search")
def search(asked: SearchRequest, caller: Asking) -> dict[str, Any]:
    """Return the passages that a question finds."""
    name = caller.knowledge_base(asked.knowledge_base)
    found = caller.service.search(name, asked.question, _context(asked))
    return {"knowledge_base": name, **search_content(found)}


def begin(caller: Caller, name: str, asked: AskRequest) -> str:
    """Begin to answer; return the conversation's id."""
    service, conversation = caller.service, asked.conversation
    if asked.facets or asked.as_of or not conversation:
        conversation = service.set_context(conversation, name, _context(asked))
    earlier = Conversation(tuple(Turn(each.question, each.answer) for each in asked.history))
    return service.ask(conversation, name, asked.question, earlier=earlier)


async def _events(caller: Caller, name: str, conversation: str) -> AsyncIterator[str]:
    try:
        async for event in follow(caller.service, conversation):
            yield _written(event, name, conversation)
    except AssistantError as error:
        yield _event("failed", {"detail": str(error)})


def _written(event: ReplyEvent, name: str, conversation: str) -> str:
    if isinstance(event, Searched):
        return _event("searched", {"conversation": conversation, **search_content(event.found)})
    if isinstance(event, Finished):
        content = answer_content(event.answer, knowledge_base=name)
        return _event("finished", {"conversation": conversation, **content})
    return _event("written", {"text": event.text})


def _event(name: str, content: Mapping[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"


def _context(asked: SearchRequest) -> CallerContext:
    return CallerContext(asked.facets, asked.as_of)
