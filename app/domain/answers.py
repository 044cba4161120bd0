"""An answer and its parts: sentences with their support, citations, what was searched and found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Hit, Query


class Support(StrEnum):
    """How far a sentence is carried by the passages it cites."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker in the answer, the passage it names, and the words of it that carry the sentence."""

    marker: int
    passage: Passage
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer, without its markers; `reason` says why it is not supported."""

    text: str
    markers: tuple[int, ...]
    support: Support
    reason: str = ""


class NoticeKind(StrEnum):
    """What a reader should know besides the answer."""

    DAY = "day"
    CONFLICT = "conflict"
    ENDS = "ends"
    CHANGED = "changed"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know before relying on an answer; `text` stands among its notes, too.

    A `quiet` one changes nothing in the answer.
    """

    kind: NoticeKind
    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that a question names in its own `words`: "2027", "next year".

    `taken` tells whether it was answered for, else the day that was set (`set_day`, None: today)
    was. `earlier` tells that a question before it named the day.
    """

    day: date
    words: str
    set_day: date | None = None
    taken: bool = True
    earlier: bool = False


class Outcome(StrEnum):
    """How a question ended.

    NEAREST shows what comes nearest and says that it is no answer; ASKED_BACK asks for what is
    missing (a plan, a state, a date); SMALL_TALK is a line to a greeting, without a search.
    """

    ANSWERED = "answered"
    NEAREST = "nearest"
    ASKED_BACK = "asked back"
    SMALL_TALK = "small talk"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader may choose with a click, and the question that it asks then."""

    label: str
    question: str


class Answerer(StrEnum):
    """Who wrote an answer."""

    LANGUAGE_MODEL = "language model"
    EXTRACTIVE = "extractive"
    REFUSAL = "refusal"
    PERSON = "person"
    ASSISTANT = "assistant"
    """Nobody: a line of the program's own."""


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """What the first half of a question's journey found, before any answer.

    `hits` are ranked passages, best first. `evidence` is how likely (0..1) they carry an answer;
    below the threshold `enough` is False. `milliseconds` is by stage ("rewrite", "embed",
    "search", ...). `notes` say what went other than planned ("the rewrite failed: ...").
    `edited` tells that the reader changed the search by hand. `named` is the day that the question
    names, where it names another than the one that is set. Where it is not enough, `instead` says
    what is shown, `missing` what of the question no document has, and `choices` what to ask for.
    """

    question: str
    query: Query
    hits: tuple[Hit, ...]
    evidence: float
    enough: bool
    milliseconds: Mapping[str, float]
    notes: tuple[str, ...] = ()
    edited: bool = False
    named: NamedDay | None = None
    instead: Outcome = Outcome.REFUSED
    missing: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    parts: tuple[FoundPart, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPart:
    """What was found for one part of a question; a `label` names what is compared ("2027")."""

    found: SearchOutcome
    label: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who vouches for an answer, since when, and to the end of which day (None: for good)."""

    owner: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets. `text` is Markdown with `[n]` markers that name `citations`.

    A refusal cites nothing and names the `nearest` documents. `choices` are what an answer that
    asks back offers, or another reading of the question.
    """

    text: str
    answerer: Answerer
    outcome: Outcome
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    found: SearchOutcome
    nearest: tuple[DocumentRecord, ...] = ()
    notes: tuple[str, ...] = ()
    stopped: bool = False
    milliseconds: Mapping[str, float] | None = None
    notices: tuple[Notice, ...] = ()
    approval: Approval | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the documents were found not to carry an answer, whatever is shown instead."""
        return self.outcome in {Outcome.NEAREST, Outcome.REFUSED}
