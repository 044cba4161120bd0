"""What is said of an answer's day, and when it is said quietly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.dates.resolution import asked_time
from app.domain.answers import Answer, Choice, NamedDay, Notice, NoticeKind
from app.i18n.languages import Language
from app.notices.notices import (
    NoticeContext,
    choices,
    day_notice,
    day_sentence,
    notices,
    with_day_notice,
)
from knowledge.domain.passages import Passage
from tests.builders import passage, record
from tests.scripted_assistant import BAND, LIFE_EVENTS, SPOUSE, answered, refused
from tests.spoken_language import speaking

IN_2027 = NamedDay(date(2027, 1, 1), "2027")
ELSEWHERE = {LIFE_EVENTS.document_id}


def naming(named: NamedDay | None, answer: Answer | None = None) -> Answer:
    """Return an answer as of 20 November 2026, of a question that names a day."""
    given = answer or answered(SPOUSE)
    return replace(given, found=replace(given.found, named=named))


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        (IN_2027, "Answered as of 20 Nov 2026, because the question names “2027”."),
        (
            replace(IN_2027, earlier=True),
            "Answered as of 20 Nov 2026, because an earlier question names “2027”.",
        ),
        (
            replace(IN_2027, taken=False),
            "Answered as of 20 Nov 2026, although the question names “2027” (1 Jan 2027).",
        ),
        (
            replace(IN_2027, taken=False, set_day=date(2026, 11, 20)),
            "Answered as of 20 Nov 2026, the day that is set, although the question names “2027” "
            "(1 Jan 2027).",
        ),
        (
            replace(IN_2027, taken=False, earlier=True),
            "Answered as of 20 Nov 2026; the previous question was answered as of 1 Jan 2027.",
        ),
        (None, ""),
    ],
)
def test_a_sentence_says_the_day_and_why(named: NamedDay | None, sentence: str) -> None:
    assert day_sentence(naming(named).found) == sentence


def test_it_is_said_in_the_reader_s_language() -> None:
    with speaking(Language.GERMAN):
        said = day_sentence(naming(IN_2027).found)

    assert said == "Beantwortet mit Stand 20. Nov. 2026, weil die Frage „2027“ nennt."


def test_other_rules_on_the_other_day_are_said_plainly_and_the_same_quietly() -> None:
    answer = naming(IN_2027)

    plain, same = day_notice(answer, ELSEWHERE), day_notice(answer, ())

    assert plain == Notice(NoticeKind.DAY, day_sentence(answer.found))
    assert same == replace(plain, quiet=True)


def test_a_refusal_says_its_day_plainly() -> None:
    notice = day_notice(naming(IN_2027, refused(BAND)), ())

    assert notice is not None
    assert not notice.quiet


def test_a_day_that_is_left_is_not_worth_a_word_where_the_rules_are_the_same() -> None:
    left = naming(replace(IN_2027, taken=False, earlier=True))

    assert day_notice(left, ()) is None
    assert day_notice(left, ELSEWHERE) is not None


def test_it_stands_before_all_other_notices_and_only_once() -> None:
    conflict = Notice(NoticeKind.CONFLICT, "They disagree.")
    day, later = Notice(NoticeKind.DAY, "As of 1."), Notice(NoticeKind.DAY, "As of 2.")
    answer = replace(answered(SPOUSE), notices=(conflict,), notes=("They disagree.",))

    again = with_day_notice(with_day_notice(answer, day), later)

    assert again.notices == (later, conflict)
    assert again.notes == ("As of 2.", "They disagree.")
    assert with_day_notice(again, None) == answer


DAY = date(2026, 11, 20)
BOOK = passage(
    "The grace period for a late premium is 31 days.", title="Book", document_key="book.md"
)
MEMO = passage(
    "The grace period for a late premium is 60 days.", title="Memo", document_key="memo.md"
)


def seen(
    *cited: Passage, offered: tuple[Passage, ...] = (), question: str = "how long?"
) -> NoticeContext:
    return NoticeContext(question, cited, offered or cited, (), DAY, DAY)


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

    assert notices(NoticeContext("how long?", [BOOK], [BOOK], [newer], DAY, DAY)) == (
        Notice(
            NoticeKind.ENDS,
            "\u201cBook\u201d changes: a newer version is in force from 1 Jan 2027.",
        ),
    )


def test_what_changes_can_be_seen_by_asking_as_of_the_day_on_which_it_does() -> None:
    newer = record([replace(BOOK, version="2027", effective_from=date(2027, 1, 1))])
    seen_now = NoticeContext("how long is it?", [BOOK], [BOOK], [newer], DAY, DAY)

    assert choices(seen_now) == (Choice("As of 1 Jan 2027", "how long is it, as of 2027-01-01?"),)
    assert asked_time("how long is it, as of 2027-01-01?", DAY) is not None


def test_where_it_depends_on_a_plan_the_choices_are_offered() -> None:
    gold = replace(BOOK, facets={"plan": "Gold"})
    silver = replace(BOOK, facets={"plan": "Silver"}, text=BOOK.text.replace("31", "45"))
    same = replace(silver, text=BOOK.text)

    assert notices(seen(gold, same)) == ()
    assert notices(seen(gold, silver)) == (
        Notice(
            NoticeKind.DEPENDS,
            "It depends on the plan: Gold, Silver. Name one for a closer answer.",
        ),
    )
    assert notices(seen(gold, silver, question="on silver?")) == ()


def dated(words: str, key: str) -> Passage:
    return passage(words, document_key=f"{key}.md", title=key.title())


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        ("by March 15, 2026", "by April 1, 2026", ("March 15, 2026", "April 1, 2026")),
        ("by December 15", "by 12 December", ("December 15", "12 December")),
        ("by 2026-03-15", "by March 16, 2026", ("2026-03-15", "March 16, 2026")),
    ],
)
def test_two_documents_that_name_other_days_are_a_conflict(
    here: str, there: str, said: tuple[str, str]
) -> None:
    book = dated(f"The appeal form for a denied claim must arrive {here}.", "book")
    memo = dated(f"The appeal form for a denied claim must arrive {there}.", "memo")

    assert notices(seen(book, offered=(book, memo))) == (
        Notice(
            NoticeKind.CONFLICT,
            f"The documents disagree: \u201cBook\u201d says {said[0]}, "
            f"\u201cMemo\u201d says {said[1]}.",
        ),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # The same day written otherwise; another plan's year; a day beside a month.
        ("must arrive by March 15, 2026.", "must arrive by 2026-03-15."),
        ("of plan 7 must arrive by March 15.", "of plan 8 must arrive by April 1."),
        ("must arrive by March 15, 2026.", "must arrive in April 2026."),
    ],
)
def test_other_days_of_other_things_are_no_conflict(one: str, other: str) -> None:
    book = dated(f"The appeal form for a denied claim {one}", "book")
    memo = dated(f"The appeal form for a denied claim {other}", "memo")

    assert notices(seen(book, offered=(book, memo))) == ()


def test_what_a_caller_has_is_not_offered_again_as_a_choice() -> None:
    rates = passage("Visit | Bronze | Silver\nUrgent care | $100 | $75", title="Rates")
    asked = seen(rates, question="how much is urgent care?")

    assert [choice.label for choice in choices(asked)] == ["Bronze", "Silver"]
    assert choices(replace(asked, callers=("Silver",))) == ()
    assert notices(replace(asked, callers=("Silver",))) == ()
