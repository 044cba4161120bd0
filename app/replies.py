"""What an asker sets, and the events in which a reply arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from app.answers import Answer, Found
from app.conversations import Conversation


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, for which day, within what.

    `groups` come from the sign-in, never from the question. `as_of` None means today. The rest are
    the reader's own edits of the search: facets, documents kept, passages taken out, and
    `search_texts` that replace the rewritten question where not empty.
    """

    groups: tuple[str, ...]
    as_of: date | None = None
    facets: Mapping[str, str] = field(default_factory=dict)
    document_keys: tuple[str, ...] = ()
    without_passages: tuple[str, ...] = ()
    search_texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Searched:
    """The first event: what was searched and found."""

    found: Found


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of the answer's text, in order; joined, the pieces are what was shown so far."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event: the checked answer, whose text replaces the pieces."""

    answer: Answer


ReplyEvent = Searched | Written | Finished


class Replying(Protocol):
    """What a page needs of an assistant."""

    def find(self, conversation: Conversation, question: str, asking: Asking) -> Found:
        """Search for a question in its conversation."""
        ...

    def reply(
        self, conversation: Conversation, question: str, asking: Asking
    ) -> Iterator[ReplyEvent]:
        """Answer as a stream of events; closing the iterator stops the generation."""
        ...
