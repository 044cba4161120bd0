from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date

from app.domain.answers import Answerer
from app.domain.conversations import Conversation
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import AnswerContext, AskedPart
from app.writing.parted import PartedWriter
from knowledge.domain.queries import Filters, Query
from tests.builders import passage

PASSAGES = (passage("Bronze is $90."), passage("It needs no referral."), passage("Silver is $75."))


@dataclass(frozen=True)
class FirstSentences:
    """Quotes every passage it is given whole, unless the question is of cats."""

    answerer: Answerer = Answerer.EXTRACTIVE

    def write(self, context: AnswerContext) -> Generator[str]:
        if "cats" in context.asked:
            yield NOT_IN_DOCUMENTS
            return
        for number, each in enumerate(context.passages, start=1):
            yield f"{each.text} [{number}]"


def asked(text: str, *numbers: int, label: str = "") -> AskedPart:
    return AskedPart(Query(text, (), Filters(("staff",))), numbers, label)


def written(*parts: AskedPart) -> str:
    day = date(2026, 11, 30)
    query = Query("both", (), Filters(("staff",)))
    context = AnswerContext(
        Conversation(), "both", "both", query, PASSAGES, day, day, parts=tuple(parts)
    )
    return "".join(str(piece) for piece in PartedWriter(FirstSentences()).write(context))


def test_each_part_is_quoted_from_its_own_passages_under_their_markers() -> None:
    assert written(asked("price", 1), asked("referral", 2)) == (
        "Bronze is $90. [1]\n\nIt needs no referral. [2]"
    )


def test_what_is_compared_stands_below_its_label() -> None:
    assert written(asked("bronze", 1, label="bronze"), asked("silver", 3, label="silver")) == (
        "#### bronze\n\nBronze is $90. [1]\n\n#### silver\n\nSilver is $75. [3]"
    )


def test_nothing_is_said_twice() -> None:
    assert written(asked("price", 1), asked("cost", 1)) == "Bronze is $90. [1]"


def test_parts_of_which_none_is_quoted_are_not_answered() -> None:
    assert written(asked("cats", 1), asked("more cats", 2)) == NOT_IN_DOCUMENTS


def test_a_question_in_one_piece_is_quoted_as_ever() -> None:
    assert written().startswith("Bronze is $90. [1]It needs no referral. [2]")
