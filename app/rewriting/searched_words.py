"""What of a conversation is searched, weighed and embedded: all but who is asking.

A caller's number in front of a question is no part of it: it would be searched for, lacked by every
passage, and count against the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from app.conversations import Conversation
from app.identifiers.removing import values_in, without_identifiers
from app.writing.masking import Mask


@dataclass(frozen=True, slots=True)
class SearchedWords:
    """A question in its conversation without identifiers, beside the conversation as `spoken`."""

    spoken: Conversation
    conversation: Conversation
    question: str


def searched_words(
    conversation: Conversation,
    question: str,
    held: Callable[[Sequence[str]], Collection[str]] = lambda _values: (),
) -> SearchedWords:
    """Return what is searched for.

    `held` tells which of the identifiers stand in documents that the asker may read: a number
    that a document gives (a hotline, a policy's own) is looked for.
    """
    values = dict.fromkeys(
        value
        for said in (question, *(turn.question for turn in conversation.turns))
        for value in values_in(said)
    )
    if not values:
        return SearchedWords(conversation, conversation, question)
    left = held(list(values))
    hidden = [value for value in values if value not in left]
    turns = tuple(
        replace(turn, question=_without(turn.question, left), answer=_unsaid(turn.answer, hidden))
        for turn in conversation.turns
    )
    return SearchedWords(conversation, Conversation(turns), _without(question, left))


def _without(question: str, left: Collection[str]) -> str:
    """Return a question without identifiers; one that says nothing else, with stand-ins."""
    return without_identifiers(question, but=left) or Mask().hide(question)


def _unsaid(answer: str, hidden: Sequence[str]) -> str:
    """Return an answer without what its question told of the asker."""
    for value in hidden:
        answer = answer.replace(value, "")
    return answer
