"""A bare reply ("Yes", "the gold plan") means little without the question that it answers."""

from __future__ import annotations

import re

from app.conversations import Conversation

# As other scripts end a question: Arabic, full-width, Greek.
_ASKS = re.compile(r"[?\u061f\uff1f\u037e]")
_LAST_QUESTION = re.compile(
    r"[^.!?\u061f\uff1f\u037e\u3002\n]*[?\u061f\uff1f\u037e]"
    r"(?=[^?\u061f\uff1f\u037e]*\Z)"
)
_MOST_REPLY_WORDS = 3
_MOST_REPLY_CHARACTERS = 30


def meant_by(said: str, before: str) -> str:
    """Return what a user's words mean after the agent's message before them.

    A few words that ask nothing, said after a question, are given that question: retrieval then
    knows what "Yes" is about. Anything else is returned as it is. No word list is needed, so it
    holds in any language.
    """
    asked = _LAST_QUESTION.search(before.strip())
    if asked is None or not _is_bare(said):
        return said
    return f"{asked[0].strip()} {said}"


def meant_turns(conversation: Conversation) -> list[str]:
    """Return what the user meant, turn by turn, oldest first; turns without a question are left."""
    answers = ["", *(turn.answer for turn in conversation.turns)]
    return [
        meant_by(turn.question, before)
        for turn, before in zip(conversation.turns, answers, strict=False)
        if turn.question
    ]


def _is_bare(said: str) -> bool:
    return (
        len(said.split()) <= _MOST_REPLY_WORDS
        and len(said) <= _MOST_REPLY_CHARACTERS
        and _ASKS.search(said) is None
    )
