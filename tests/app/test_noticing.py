from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.answers import Notice, NoticeKind
from app.noticing import Seen, notices
from knowledge.passages import Passage
from tests.builders import passage, record

DAY = date(2026, 11, 20)
BOOK = passage(
    "The grace period for a late premium is 31 days.", title="Book", document_key="book.md"
)
MEMO = passage(
    "The grace period for a late premium is 60 days.", title="Memo", document_key="memo.md"
)


def seen(*cited: Passage, offered: tuple[Passage, ...] = (), question: str = "how long?") -> Seen:
    return Seen(question, cited, offered or cited, (), DAY)


def test_two_documents_that_count_differently_are_a_conflict() -> None:
    assert notices(seen(BOOK, offered=(BOOK, MEMO))) == (
        Notice(
            NoticeKind.CONFLICT,
            "The documents disagree: \u201cBook\u201d says 31 days, \u201cMemo\u201d says 60 days.",
        ),
    )


def test_different_things_are_no_conflict() -> None:
    other = passage("The appeal period for a denied claim is 60 days.", document_key="appeal.md")
    gold = passage("The grace period for a late Gold premium is 60 days.", document_key="gold.md")

    assert notices(seen(BOOK, offered=(BOOK, other, gold))) == ()


def test_what_ends_soon_is_said() -> None:
    ending = replace(BOOK, effective_to=date(2026, 12, 31))

    assert notices(seen(ending)) == (
        Notice(NoticeKind.ENDS, "\u201cBook\u201d is in force only until 31 Dec 2026."),
    )


def test_what_ends_later_is_not() -> None:
    assert notices(seen(replace(BOOK, effective_to=date(2027, 12, 31)))) == ()


def test_a_newer_version_that_is_not_yet_in_force_is_said() -> None:
    newer = record([replace(BOOK, version="2027", effective_from=date(2027, 1, 1))])

    assert notices(Seen("how long?", [BOOK], [BOOK], [newer], DAY)) == (
        Notice(
            NoticeKind.ENDS,
            "\u201cBook\u201d changes: a newer version is in force from 1 Jan 2027.",
        ),
    )


def test_where_it_depends_on_a_plan_the_choices_are_offered() -> None:
    gold = replace(BOOK, facets={"plan": "Gold"})
    silver = replace(BOOK, facets={"plan": "Silver"})

    assert notices(seen(gold, silver)) == (
        Notice(
            NoticeKind.DEPENDS,
            "It depends on the plan: Gold, Silver. Name one for a closer answer.",
        ),
    )
    assert notices(seen(gold, silver, question="on silver?")) == ()
