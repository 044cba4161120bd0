"""A bare reply ("Yes", "the gold plan") means little without the question that it answers."""

from __future__ import annotations

from app.conversations import Conversation

# As other scripts end a question, too: Arabic, full-width, Greek.
_QUESTION_MARKS = "?\u061f\uff1f\u037e"
_SENTENCE_ENDS = f"{_QUESTION_MARKS}.!\u3002\n"
_MOST_REPLY_WORDS = 3
_MOST_REPLY_CHARACTERS = 30


def meant_by(said: str, before: str) -> str:
    """Return what a user's words mean after the agent's message before them.

    A few words that ask nothing, said after a question, are given that question: retrieval then
    knows what "Yes" is about. Anything else is returned as it is. No word list is needed, so it
    holds in any language.
    """
    if not _is_bare(said):
        return said
    asked = _last_question(before)
    return f"{asked} {said}" if asked else said


def meant_turns(conversation: Conversation) -> list[str]:
    """Return what the user meant, turn by turn, oldest first; turns without a question are left."""
    answers = ["", *(turn.answer for turn in conversation.turns)]
    return [
        meant_by(turn.question, before)
        for turn, before in zip(conversation.turns, answers, strict=False)
        if turn.question
    ]


def _last_question(message: str) -> str:
    end = max(message.rfind(mark) for mark in _QUESTION_MARKS)
    begin = max(message.rfind(mark, 0, max(end, 0)) for mark in _SENTENCE_ENDS) + 1
    return message[begin : end + 1].strip()


def _is_bare(said: str) -> bool:
    return (
        len(said.split()) <= _MOST_REPLY_WORDS
        and len(said) <= _MOST_REPLY_CHARACTERS
        and not any(mark in said for mark in _QUESTION_MARKS)
    )
