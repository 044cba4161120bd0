"""Who writes an answer, and from what."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.domain.answers import Answerer
from app.domain.conversations import Conversation
from app.llm.chat import Ending
from app.writing.changes import DayComparison
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Query

BEGUN_ANEW = "\x18"
"""What a writer writes when all that it wrote so far was no answer; what follows is its first."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a writer says to the reader beside its answer."""

    text: str


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One part of a question: what is searched for it, and which of the passages were found.

    `numbers` are their markers. A `label` names what is compared ("NA1", "2027"), where it is.
    """

    query: Query
    numbers: tuple[int, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What an answer is made of. Marker `[n]` names `passages[n - 1]`, best first.

    With a `comparison` the question is what changed, and the passages are those of both versions.
    `asked` is the question without identifiers of persons, as it was searched. `notes` say what the
    reader should know of how the answer came about. `day_words` are the question's own for the day,
    where it names it. `parts` are several things asked in one question.
    """

    conversation: Conversation
    question: str
    asked: str
    query: Query
    passages: tuple[Passage, ...]
    as_of: date
    today: date
    notes: tuple[str, ...] = ()
    comparison: DayComparison | None = None
    day_words: str = ""
    parts: tuple[AskedPart, ...] = ()


class AnswerWriter(Protocol):
    """Writes an answer from passages."""

    @property
    def answerer(self) -> Answerer:
        """Who this is, for the reader."""
        ...

    def write(self, context: AnswerContext) -> Generator[str | Note, None, Ending | None]:
        """Yield the answer's Markdown in pieces, with a marker `[n]` after each sentence.

        A note comes between the pieces and is no part of the text.

        Closing the iterator ends the writing. Returns how the answer ended, None where that is
        not known.

        Raises:
            GenerationFailed: no usable answer came; pieces may have been yielded before.
        """
        ...
