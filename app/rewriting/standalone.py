"""Rewriting by a language model: a question that stands on its own, beside the history."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from time import monotonic

from app.checking.terms import content_terms
from app.conversations import Conversation
from app.rewriting.legs import Rewritten, history_legs, plain_legs
from app.writing.chatting import ChatModel, Message
from app.writing.prompting import history_messages
from app.writing.prompts import prompt
from knowledge.errors import GenerationFailed

_LONGEST_CHARACTERS = 400
_HISTORY_WEIGHT = 0.5
_REFUSES = re.compile(
    r"^(?:i['\u2019]m sorry|i am sorry|sorry\b|i can(?:no|['\u2019])t|as an ai\b|unfortunately)",
    re.IGNORECASE,
)


class StandaloneRewrite:
    """Searches a model's standalone question together with the history mix, which weighs half.

    The rewrite is never trusted alone: when the model fails, dawdles or writes something else than
    a question about the conversation, the history mix searches by itself and a note says so.
    """

    def __init__(
        self, model: ChatModel, *, timeout_seconds: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._model = model
        self._timeout_seconds = timeout_seconds
        self._clock = clock

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return four legs, or the two of the history mix; the question's own for a first turn."""
        if not conversation.turns:
            return Rewritten(plain_legs(question), (question,))
        try:
            rewrite = self._rewrite(conversation, question)
        except GenerationFailed as error:
            note = f"The question was searched as it was asked, with its history: {error}"
            return Rewritten(history_legs(conversation, question), (question,), (note,))
        legs = (
            *plain_legs(rewrite, name="rewrite"),
            *history_legs(conversation, question, weight=_HISTORY_WEIGHT),
        )
        return Rewritten(legs, tuple(dict.fromkeys((rewrite, question))))

    def _rewrite(self, conversation: Conversation, question: str) -> str:
        return write_rewrite(
            self._model,
            prompt("rewrite"),
            conversation,
            question,
            timeout_seconds=self._timeout_seconds,
            clock=self._clock,
        )


def write_rewrite(
    model: ChatModel,
    instruction: str,
    conversation: Conversation,
    question: str,
    *,
    timeout_seconds: float,
    clock: Callable[[], float] = monotonic,
) -> str:
    """Have a model reword the last question in one line, as the instruction says.

    Raises:
        GenerationFailed: the model failed, took too long, or wrote something else.
    """
    messages = [
        Message("system", instruction),
        Message("user", _transcript(conversation, question)),
    ]
    text = ""
    deadline = clock() + timeout_seconds
    with closing(model.stream(messages)) as pieces:
        for piece in pieces:
            text += piece
            if clock() > deadline:
                raise GenerationFailed(f"the rewrite took longer than {timeout_seconds:g} seconds.")
            if len(text) > _LONGEST_CHARACTERS:
                break
    return _accepted(text, conversation, question)


def _transcript(conversation: Conversation, question: str) -> str:
    speakers = {"user": "User", "assistant": "Assistant", "system": ""}
    lines = [f"{speakers[m.role]}: {m.text}" for m in history_messages(conversation)]
    return "\n".join((*lines, f"Last question of the user: {question}"))


def _accepted(text: str, conversation: Conversation, question: str) -> str:
    rewrite = text.strip().strip("\"'`").strip()
    if not rewrite:
        raise GenerationFailed("the rewrite was empty.")
    if len(rewrite) > _LONGEST_CHARACTERS or "\n" in rewrite:
        raise GenerationFailed("the rewrite was no single question.")
    if _REFUSES.search(rewrite):
        raise GenerationFailed("the language model declined to rewrite.")
    known = {
        term
        for turn in conversation.turns
        for message in (turn.question, turn.answer)
        for term in content_terms(message)
    } | set(content_terms(question))
    if not known & set(content_terms(rewrite)):
        raise GenerationFailed("the rewrite was about something else.")
    return rewrite
