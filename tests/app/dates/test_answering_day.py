"""Which day answers: the one that is set, that the question names, or that was named before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.dates.change_questions import TwoDays
from app.dates.resolution import ResolvedDate, resolve_date
from app.domain.answers import NamedDay
from app.domain.conversations import Conversation, Turn
from app.domain.replies import AnswerRequest, DateChoice

TODAY = date(2026, 11, 20)
MARCH, NEXT_YEAR = date(2026, 3, 1), date(2027, 1, 1)
REQUEST = AnswerRequest(groups=("staff",))
IN_2027 = NamedDay(NEXT_YEAR, "2027")
TALK = Conversation((Turn("what is the deductible in 2027?", "It is $4,200 [1]."),))


def resolved(
    question: str, request: AnswerRequest = REQUEST, talk: Conversation | None = None
) -> ResolvedDate:
    return resolve_date(talk or Conversation(), question, request, TODAY)


def test_the_day_that_a_question_names_answers_it() -> None:
    answering = resolved("what is the deductible in 2027?")

    assert answering == ResolvedDate(TODAY, NEXT_YEAR, IN_2027)


@pytest.mark.parametrize("question", ["what is the deductible?", "what is it in 2026?"])
def test_without_another_day_today_answers(question: str) -> None:
    assert resolved(question) == ResolvedDate(TODAY, TODAY)


def test_two_days_that_are_compared_name_no_day_of_their_own() -> None:
    answering = resolved("what changes in 2027?")

    assert answering == ResolvedDate(TODAY, TODAY, compared=TwoDays(TODAY, date(2027, 11, 20)))


def test_the_words_name_no_day_where_that_is_not_wanted() -> None:
    question = "what is the deductible in 2027?"

    answering = resolve_date(Conversation(), question, REQUEST, TODAY, by_words=False)

    assert answering == ResolvedDate(TODAY, TODAY)


def test_a_day_set_by_hand_goes_before_the_question_s() -> None:
    by_hand = replace(REQUEST, as_of=MARCH)

    answering = resolved("what is the deductible in 2027?", by_hand)

    assert answering == ResolvedDate(TODAY, MARCH, NamedDay(NEXT_YEAR, "2027", MARCH, taken=False))


def test_a_day_set_by_hand_within_the_time_that_is_named_is_that_time() -> None:
    by_hand = replace(REQUEST, as_of=date(2027, 6, 1))

    assert resolved("what is the deductible in 2027?", by_hand) == ResolvedDate(
        TODAY, date(2027, 6, 1)
    )


def test_the_reader_may_wish_for_the_day_that_is_set() -> None:
    choosing = replace(REQUEST, date_choice=DateChoice.SET)

    answering = resolved("what is the deductible in 2027?", choosing)

    assert answering == ResolvedDate(TODAY, TODAY, replace(IN_2027, taken=False))


def test_the_reader_may_wish_for_the_day_that_is_named() -> None:
    choosing = replace(REQUEST, as_of=MARCH, date_choice=DateChoice.NAMED)

    answering = resolved("what is the deductible in 2027?", choosing)

    assert answering.day == NEXT_YEAR
    assert answering.named == NamedDay(NEXT_YEAR, "2027", MARCH)


@pytest.mark.parametrize(
    "question", ["and for dental?", "what about Gold?", "und für Gold?", "¿y para Gold?", "Silver"]
)
def test_a_follow_up_keeps_the_day_that_was_named_before_it(question: str) -> None:
    answering = resolved(question, talk=TALK)

    assert answering == ResolvedDate(TODAY, NEXT_YEAR, replace(IN_2027, earlier=True))


def test_a_follow_up_of_a_follow_up_keeps_it_too() -> None:
    talk = Conversation((*TALK.turns, Turn("and for dental?", "It is $50 [1].")))

    assert resolved("and for Gold?", talk=talk).day == NEXT_YEAR


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("and in 2026?", TODAY),
        ("and today?", TODAY),
        ("and last year?", date(2025, 12, 31)),
        ("what is the copay for urgent care on Silver?", TODAY),
    ],
)
def test_another_day_or_another_question_ends_it(question: str, day: date) -> None:
    assert resolved(question, talk=TALK).day == day


def test_a_question_that_stands_alone_after_it_is_told_of_the_day_that_it_leaves() -> None:
    answering = resolved("what is the copay for urgent care on Silver?", talk=TALK)

    assert answering.named == replace(IN_2027, taken=False, earlier=True)


def test_a_day_that_was_left_is_not_taken_up_again() -> None:
    left = Turn("and for vision?", "$0 [1].", replace(IN_2027, taken=False, earlier=True))
    talk = Conversation((*TALK.turns, left))

    assert resolved("and for dental?", talk=talk) == ResolvedDate(TODAY, TODAY)


def test_a_day_set_by_hand_since_then_ends_it() -> None:
    by_hand = replace(REQUEST, as_of=MARCH)

    assert resolved("and for dental?", by_hand, TALK) == ResolvedDate(TODAY, MARCH)


def test_a_day_taken_in_spite_of_the_set_one_is_kept_while_that_stays() -> None:
    taken = NamedDay(NEXT_YEAR, "2027", MARCH)
    talk = Conversation((Turn("what is the deductible in 2027?", "$4,200 [1].", taken),))

    answering = resolved("and for dental?", replace(REQUEST, as_of=MARCH), talk)

    assert answering.day == NEXT_YEAR


def test_an_edited_search_without_a_day_is_today_s() -> None:
    answering = resolved("what is the deductible in 2027?", replace(REQUEST, edited=True))

    assert answering.day == TODAY
    assert answering.named == replace(IN_2027, taken=False)


def test_an_edited_search_keeps_its_own_day() -> None:
    edited = replace(REQUEST, as_of=MARCH, edited=True)

    answering = resolved("and for dental?", edited, TALK)

    assert answering.day == MARCH
    assert answering.named == NamedDay(NEXT_YEAR, "2027", MARCH, taken=False, earlier=True)


def test_an_edited_search_for_the_kept_day_says_nothing() -> None:
    edited = replace(REQUEST, as_of=NEXT_YEAR, edited=True)

    assert resolved("and for dental?", edited, TALK) == ResolvedDate(TODAY, NEXT_YEAR)
