from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.domain.conversations import Conversation
from app.rewriting.legs import LastTurn, Rewritten
from app.rewriting.remembered import RememberedRewrites

TALK = Conversation().with_turn("can i add my spouse?", "Yes, within 60 days of marriage [1].")
ASKED = "how long for that?"


@dataclass
class CountingRewriter:
    """Plans the question alone and counts how often; says a note where it is given one."""

    note: str = ""
    planned: list[str] = field(default_factory=list)

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        self.planned.append(question)
        notes = (self.note,) if self.note else ()
        return replace(LastTurn().plan(conversation, question), notes=notes)


def test_the_same_question_of_the_same_conversation_is_rewritten_once() -> None:
    inner = CountingRewriter()
    remembered = RememberedRewrites(inner)
    first = remembered.plan(TALK, ASKED)

    again = remembered.plan(TALK, ASKED)
    remembered.plan(Conversation(), ASKED)

    assert again is first
    assert inner.planned == [ASKED, ASKED]


def test_a_failure_is_tried_again() -> None:
    inner = CountingRewriter(note="the server was silent")
    remembered = RememberedRewrites(inner)

    remembered.plan(TALK, ASKED)
    remembered.plan(TALK, ASKED)

    assert len(inner.planned) == 2


def test_only_the_latest_plans_are_kept() -> None:
    inner = CountingRewriter()
    remembered = RememberedRewrites(inner, most=2)
    remembered.plan(TALK, "one")
    remembered.plan(TALK, "two")
    remembered.plan(TALK, "three")

    remembered.plan(TALK, "three")
    remembered.plan(TALK, "one")

    assert inner.planned == ["one", "two", "three", "one"]
