"""An answer under way, followed without holding up the server's loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from app.domain.answers import Answer
from app.domain.replies import Finished, ReplyEvent, Searched, Written
from app.service.chat import ChatService
from app.service.running_replies import ReplyProgress
from knowledge.domain.errors import GenerationFailed

Result = TypeVar("Result")
_LOOK_SECONDS = 1.0
# Threads of their own: Streamlit sends the page's files with those of the default limiter.
_THREADS = CapacityLimiter(64)


async def in_thread(function: Callable[[], Result]) -> Result:
    """Run what takes its time beside the loop."""
    return await to_thread.run_sync(function, limiter=_THREADS)


async def follow(service: ChatService, conversation: str) -> AsyncIterator[ReplyEvent]:
    """Yield what happens until the answer is there; a caller who goes away does not stop it.

    Raises:
        GenerationFailed: there is no answer.
    """
    reply = await in_thread(partial(service.running, conversation))
    seen = ReplyProgress()
    over = reply is None
    while reply is not None and not over:
        over = await in_thread(partial(reply.wait_for_news, _LOOK_SECONDS))
        progress = reply.progress
        if progress.found is not None and seen.found is None:
            yield Searched(progress.found)
        if len(progress.text) > len(seen.text):
            yield Written(progress.text[len(seen.text) :])
        seen = progress
    yield Finished(await in_thread(partial(answer_in, service, conversation)))


def answer_in(service: ChatService, conversation: str) -> Answer:
    """Return a conversation's last answer.

    Raises:
        GenerationFailed: there is none.
    """
    exchanges = service.exchanges(conversation)
    if exchanges and exchanges[-1].answer is not None:
        return exchanges[-1].answer
    raise GenerationFailed((exchanges[-1].error if exchanges else "") or "The answer was stopped.")
