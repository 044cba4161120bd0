"""What an asker sets, and the events in which a reply arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from app.domain.answers import Answer, SearchOutcome
from app.domain.conversations import Conversation


class DateChoice(StrEnum):
    """Which day answers where a question names another one than is set."""

    RULE = "the day that is set by hand, else the one that the question names"
    SET = "the day that is set, else today"
    NAMED = "the day that the question names"


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """Who asks, for which day, within what.

    `groups` come from the sign-in, never from the question. `as_of` None means today, or the day
    that the question names (app/dates/resolution.py).
    The rest are the reader's own edits of the search: facets, documents kept, passages and added
    words taken out, and `search_texts` that replace the rewritten question where not empty.
    `edited` goes into the record: this search was changed by hand.
    """

    groups: tuple[str, ...]
    as_of: date | None = None
    facets: Mapping[str, str] = field(default_factory=dict)
    document_keys: tuple[str, ...] = ()
    without_passages: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    search_texts: tuple[str, ...] = ()
    edited: bool = False
    date_choice: DateChoice = DateChoice.RULE


@dataclass(frozen=True, slots=True)
class SearchEdits:
    """What a reader changed in the search of a turn (counted from 0) to have it answered again.

    Empty `search_texts` keep the search as it was planned; `as_of` None is today.
    """

    turn: int
    search_texts: tuple[str, ...] = ()
    without_passages: tuple[str, ...] = ()
    as_of: date | None = None
    facets: Mapping[str, str] = field(default_factory=dict)
    without_words: tuple[str, ...] = ()

    def request(self, groups: tuple[str, ...]) -> AnswerRequest:
        """Return the asking of a reader of these groups."""
        return AnswerRequest(
            groups=groups,
            as_of=self.as_of,
            facets=self.facets,
            without_passages=self.without_passages,
            without_words=self.without_words,
            search_texts=self.search_texts,
            edited=True,
        )


@dataclass(frozen=True, slots=True)
class Searched:
    """The first event: what was searched and found."""

    found: SearchOutcome


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of the answer's text, in order; joined, the pieces are what was shown so far."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event: the checked answer, whose text replaces the pieces."""

    answer: Answer


ReplyEvent = Searched | Written | Finished


class AnsweringAssistant(Protocol):
    """What a page needs of an assistant."""

    def find(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> SearchOutcome:
        """Search for a question in its conversation."""
        ...

    def reply(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> Iterator[ReplyEvent]:
        """Answer as a stream of events; closing the iterator stops the generation."""
        ...
