"""Rewriting by a language model: a question that stands on its own, beside the history."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from time import monotonic

from app.conversations import Conversation
from app.rewriting.accepting import adds_nothing, check_question, plain_rewrite
from app.rewriting.legs import HistoryMix, Rewriter, Rewritten, history_legs, plain_legs
from app.writing.chatting import ChatModel, Message
from app.writing.prompt_files import prompt
from app.writing.prompting import history_messages
from knowledge.errors import GenerationFailed

_LONGEST_READ_CHARACTERS = 4_000
"""Of what a model writes, thoughts included; past this it will not come to a question."""
_HISTORY_WEIGHT = 0.5
FAILED = "The question was searched as it was asked, with its history: {why}"


class StandaloneRewrite:
    """Searches a model's standalone question together with the history mix, which weighs half.

    The rewrite is never trusted alone. When the model fails, dawdles or writes something else than
    the question, what searches without a model does (`otherwise`), and a note says so; without a
    note where the rewrite only adds nothing, as for a question that stands on its own.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        timeout_seconds: float,
        otherwise: Rewriter | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._model = model
        self._timeout_seconds = timeout_seconds
        self._otherwise = otherwise or HistoryMix()
        self._clock = clock

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return four legs, or those without a model; the question's own for a first turn."""
        if not conversation.turns:
            return Rewritten(plain_legs(question), (question,))
        try:
            rewrite = self._rewrite(conversation, question)
            check_question(rewrite, conversation, question)
        except GenerationFailed as error:
            planned = self._otherwise.plan(conversation, question)
            return replace(planned, notes=(*planned.notes, FAILED.format(why=error)))
        if adds_nothing(rewrite, conversation, question):
            return self._otherwise.plan(conversation, question)
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
        GenerationFailed: the model failed or took too long.
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
            if len(text) > _LONGEST_READ_CHARACTERS:
                break
    return plain_rewrite(text)


def _transcript(conversation: Conversation, question: str) -> str:
    speakers = {"user": "User", "assistant": "Assistant", "system": ""}
    lines = [f"{speakers[m.role]}: {m.text}" for m in history_messages(conversation)]
    return "\n".join((*lines, f"Last question of the user: {question}"))
