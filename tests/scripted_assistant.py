"""An assistant that answers by script: a small real player, quick, with no model and no store."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.answers import (
    Answer,
    Answerer,
    Citation,
    Outcome,
    SearchOutcome,
    Sentence,
    Support,
)
from app.domain.conversations import Conversation
from app.domain.replies import AnswerRequest, Finished, ReplyEvent, Searched, Written
from app.i18n.languages import Language, current
from knowledge.domain.documents import DocumentMetadata, DocumentRecord
from knowledge.domain.errors import AssistantError
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Filters, Hit, Leg, LegKind, LegRank, Query

SPOUSE = "can i add my spouse to my plan?"
BAND = "who won the world cup?"

QUOTE = "A marriage is a qualifying life event."
LIFE_EVENTS = Passage(
    id="p1",
    document_id="d1",
    document_key="life-events",
    title="Qualifying Life Events",
    text=f"{QUOTE} The member has 60 days to enroll a spouse.\n\nPlan | Days\nGold | 60",
    headings=("Qualifying Life Events", "2 Marriage"),
    position=3,
    start=0,
    end=90,
    source="enrollment/life-events.md",
    version="2026",
    first_page=4,
    last_page=5,
    effective_from=date(2026, 1, 1),
    effective_to=date(2026, 12, 31),
    groups=("staff",),
    source_url="https://policies.example/life-events",
)
GLOSSARY = replace(
    LIFE_EVENTS,
    id="p2",
    document_id="d2",
    title="Glossary",
    text="A member is a person.",
    headings=("Glossary",),
)


def found(question: str, *, enough: bool = True) -> SearchOutcome:
    """Return what a search for the question found."""
    legs = (
        Leg(LegKind.DENSE, ((question, 1.0),), name="question"),
        Leg(LegKind.SPARSE, ((question, 1.0), ("marriage", 0.4)), name="question"),
    )
    hits = (
        Hit(LIFE_EVENTS, 1.4, (LegRank(1, 0.8), LegRank(2, 5.0))),
        Hit(GLOSSARY, 0.4, (LegRank(7, 0.3), LegRank(None, None))),
    )
    return SearchOutcome(
        question=question,
        query=Query(question, legs, Filters(groups=("staff",), as_of=date(2026, 11, 20))),
        hits=hits,
        evidence=0.9 if enough else 0.1,
        enough=enough,
        milliseconds={"rewrite": 0.4, "embed": 12.3, "search": 2.1},
    )


def answered(question: str) -> Answer:
    """Return an answer with a supported, a weak and an unsupported sentence."""
    return Answer(
        text="Yes, a marriage counts [1]. You have 60 days [1]. Bring cake.",
        answerer=Answerer.EXTRACTIVE,
        outcome=Outcome.ANSWERED,
        sentences=(
            Sentence("Yes, a marriage counts.", (1,), Support.SUPPORTED),
            Sentence("You have 60 days.", (1,), Support.WEAK, "Only in part."),
            Sentence("Bring cake.", (), Support.UNSUPPORTED, "No passage says so."),
        ),
        citations=(Citation(1, LIFE_EVENTS, QUOTE),),
        found=found(question),
        notes=("The rewrite failed: the question was searched as typed.",),
        milliseconds={"write": 31.0},
    )


def refused(question: str) -> Answer:
    """Return a refusal that names the nearest document."""
    record = DocumentRecord(
        id="d1",
        metadata=DocumentMetadata(
            key="life-events", version="2026", effective_from=date(2026, 1, 1)
        ),
        title="Qualifying Life Events",
        source="enrollment/life-events.md",
        root="/documents",
        content_hash="0",
        passages=12,
    )
    return Answer(
        text="The documents do not say who won the world cup.",
        answerer=Answerer.REFUSAL,
        outcome=Outcome.REFUSED,
        sentences=(),
        citations=(),
        found=found(question, enough=False),
        nearest=(record,),
    )


@dataclass
class ScriptedAssistant:
    """Replies from a script by question; a question without an entry is answered as `SPOUSE`.

    An entry may be an error, which is raised after the search. While `hold` is clear, a reply waits
    after its first piece, as a slow model would.
    """

    script: Mapping[str, Answer | Exception] = field(default_factory=dict)
    hold: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[Conversation, str, AnswerRequest]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    languages: list[Language] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let replies run through until a test holds them."""
        self.hold.set()

    def find(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> SearchOutcome:
        """Search for a question in its conversation."""
        self.asked.append((conversation, question, request))
        self.languages.append(current())
        return found(question)

    def reply(
        self, conversation: Conversation, question: str, request: AnswerRequest
    ) -> Iterator[ReplyEvent]:
        """Answer as a stream of events; closing the iterator stops the generation."""
        try:
            yield Searched(self.find(conversation, question, request))
            entry = self.script.get(question) or answered(question)
            if isinstance(entry, Exception):
                raise entry
            first, _, rest = entry.text.partition(" ")
            yield Written(first + " ")
            self.hold.wait(10)
            yield Written(rest)
            yield Finished(entry)
        finally:
            self.closed.set()


def scripted() -> ScriptedAssistant:
    """Return an assistant that answers, refuses the world cup, and fails on "fail"."""
    return ScriptedAssistant(
        {
            BAND: refused(BAND),
            "fail": AssistantError("The model at http://x is silent. Start it, or ask again."),
            "break": RuntimeError("secret detail"),
        }
    )
