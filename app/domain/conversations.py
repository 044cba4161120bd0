"""A conversation, and how far a question depends on what was said before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.domain.answers import Answer, NamedDay
from app.i18n import texts
from knowledge.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was answered (empty when the answer was stopped or failed).

    `named` is the day that it named, where that is known; else it can be read off the question.
    `given` is the answer with what carries it, where it is known; two turns of the same words are
    equal whatever it was.
    """

    question: str
    answer: str = ""
    named: NamedDay | None = None
    given: Answer | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Finished turns, oldest first."""

    turns: tuple[Turn, ...] = ()

    def with_turn(self, question: str, answer: str) -> Conversation:
        """Return the conversation with one more turn."""
        return Conversation((*self.turns, Turn(question, answer)))


# How long a question may be: it is read by every rule, searched and written down as it is.


LONGEST_QUESTION = 4_000
"""In characters, some 600 words. The browser's box stops there, too."""


def of_fitting_length(question: str) -> str:
    """Return the question as it is.

    Raises:
        InputError: it is longer than `LONGEST_QUESTION` characters.
    """
    if len(question) > LONGEST_QUESTION:
        raise InputError(texts.QUESTION_TOO_LONG.format(count=len(question), most=LONGEST_QUESTION))
    return question


# How far a question leans on what was said before it, read off its words alone.


_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_POINTING = re.compile(
    r"it|its|this|that|these|those|they|them|their|theirs|he|him|his|she|her|hers|one|ones|such|"
    r"same|there|then"
)
_LEADING = re.compile(
    r"(?:and|but|or|also|so|then|why|yes|no|sure|ok|okay|what about|how about)\b", re.IGNORECASE
)
_EMPTY = re.compile(
    r"an?|the|of|in|on|at|to|for|from|by|with|as|than|is|are|was|were|be|been|do|does|did|can|"
    r"could|should|would|will|whats?|which|who|whom|whose|when|where|why|how|i|im|you|we|me|my|"
    r"your|our|us|and|or|but|if|not|no|yes|any|some|tell|about|have|has|had|get|more|also|so|"
    r"please|much|many|long|ok|okay"
)
# What a question of so few words of its own leaves to the conversation.
_LEFT_OPEN = {0: 0.5, 1: 0.5, 2: 0.25, 3: 0.1}
_POINTING_COUNTS = 0.5
_LEADING_COUNTS = 0.3


def leaning(question: str) -> float:
    """Return 0 (stands alone) to 1 (means nothing without the conversation).

    Three signs add up: a pointing word ("that", "them"), a leading link ("and", "what about"), and
    few words of its own. They are English; in other languages only the last one speaks, which then
    keeps the history at its low weight.
    """
    words = [word.lower() for word in _WORD.findall(question)]
    pointing = [word for word in words if _POINTING.fullmatch(word)]
    own = [word for word in words if not _EMPTY.fullmatch(word) and word not in pointing]
    signs = _LEFT_OPEN.get(len(own), 0.0)
    if pointing:
        signs += _POINTING_COUNTS
    if _LEADING.match(question.lstrip()):
        signs += _LEADING_COUNTS
    return min(1.0, signs)


def words_of(text: str) -> list[str]:
    """Return a text's words, in small letters."""
    return [word.lower() for word in _WORD.findall(text)]


def says_something(word: str) -> bool:
    """Tell whether a word (in small letters) means something without the conversation."""
    return not _EMPTY.fullmatch(word) and not _POINTING.fullmatch(word)


# A bare reply ("Yes", "the gold plan") means little without the question that it answers.


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
