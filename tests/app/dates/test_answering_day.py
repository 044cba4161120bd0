"""Which day answers: the one that is set, that the question names, or that was named before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.dates.resolution import with_resolved_date
from app.domain.answers import NamedDay
from app.domain.conversations import Conversation, Turn
from app.domain.replies import AnswerRequest, DateChoice

TODAY = date(2026, 11, 20)
MARCH, NEXT_YEAR = date(2026, 3, 1), date(2027, 1, 1)
REQUEST = AnswerRequest(groups=("staff",))
IN_2027 = NamedDay(NEXT_YEAR, "2027")
TALK = Conversation((Turn("what is the deductible in 2027?", "It is $4,200 [1]."),))


def resolve(
    question: str, request: AnswerRequest = REQUEST, talk: Conversation | None = None
) -> AnswerRequest:
    return with_resolved_date(talk or Conversation(), question, request, TODAY)


def test_the_day_that_a_question_names_answers_it() -> None:
    request = resolve("what is the deductible in 2027?")

    assert request == replace(REQUEST, as_of=NEXT_YEAR, named=IN_2027)


def test_a_settled_asking_stays_as_it_is() -> None:
    once = resolve("what is the deductible in 2027?")

    assert resolve("what is the deductible in 2025?", once) == once


@pytest.mark.parametrize(
    "question", ["what is the deductible?", "what is it in 2026?", "what changes in 2027?"]
)
def test_without_another_day_nothing_is_settled(question: str) -> None:
    assert resolve(question) == REQUEST


def test_a_day_set_by_hand_goes_before_the_question_s() -> None:
    by_hand = replace(REQUEST, as_of=MARCH)

    request = resolve("what is the deductible in 2027?", by_hand)

    assert request == replace(by_hand, named=NamedDay(NEXT_YEAR, "2027", MARCH, taken=False))


def test_a_day_set_by_hand_within_the_time_that_is_named_is_that_time() -> None:
    by_hand = replace(REQUEST, as_of=date(2027, 6, 1))

    assert resolve("what is the deductible in 2027?", by_hand) == by_hand


def test_the_reader_may_wish_for_the_day_that_is_set() -> None:
    choosing = replace(REQUEST, date_choice=DateChoice.SET)

    request = resolve("what is the deductible in 2027?", choosing)

    assert request == replace(choosing, named=replace(IN_2027, taken=False))


def test_the_reader_may_wish_for_the_day_that_is_named() -> None:
    choosing = replace(REQUEST, as_of=MARCH, date_choice=DateChoice.NAMED)

    request = resolve("what is the deductible in 2027?", choosing)

    assert request.as_of == NEXT_YEAR
    assert request.named == NamedDay(NEXT_YEAR, "2027", MARCH)


@pytest.mark.parametrize(
    "question", ["and for dental?", "what about Gold?", "und für Gold?", "¿y para Gold?", "Silver"]
)
def test_a_follow_up_keeps_the_day_that_was_named_before_it(question: str) -> None:
    request = resolve(question, talk=TALK)

    assert request == replace(REQUEST, as_of=NEXT_YEAR, named=replace(IN_2027, earlier=True))


def test_a_follow_up_of_a_follow_up_keeps_it_too() -> None:
    talk = Conversation((*TALK.turns, Turn("and for dental?", "It is $50 [1].")))

    assert resolve("and for Gold?", talk=talk).as_of == NEXT_YEAR


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("and in 2026?", None),
        ("and today?", None),
        ("and last year?", date(2025, 12, 31)),
        ("what is the copay for urgent care on Silver?", None),
    ],
)
def test_another_day_or_another_question_ends_it(question: str, day: date | None) -> None:
    assert resolve(question, talk=TALK).as_of == day


def test_a_question_that_stands_alone_after_it_is_told_of_the_day_that_it_leaves() -> None:
    request = resolve("what is the copay for urgent care on Silver?", talk=TALK)

    assert request.named == replace(IN_2027, taken=False, earlier=True)


def test_a_day_that_was_left_is_not_taken_up_again() -> None:
    left = Turn("and for vision?", "$0 [1].", replace(IN_2027, taken=False, earlier=True))
    talk = Conversation((*TALK.turns, left))

    assert resolve("and for dental?", talk=talk) == REQUEST


def test_a_day_set_by_hand_since_then_ends_it() -> None:
    by_hand = replace(REQUEST, as_of=MARCH)

    assert resolve("and for dental?", by_hand, TALK) == by_hand


def test_a_day_taken_in_spite_of_the_set_one_is_kept_while_that_stays() -> None:
    taken = NamedDay(NEXT_YEAR, "2027", MARCH)
    talk = Conversation((Turn("what is the deductible in 2027?", "$4,200 [1].", taken),))

    request = resolve("and for dental?", replace(REQUEST, as_of=MARCH), talk)

    assert request.as_of == NEXT_YEAR


def test_an_edited_search_without_a_day_is_today_s() -> None:
    request = resolve("what is the deductible in 2027?", replace(REQUEST, edited=True))

    assert request.as_of is None
    assert request.named == replace(IN_2027, taken=False)


def test_an_edited_search_keeps_its_own_day() -> None:
    edited = replace(REQUEST, as_of=MARCH, edited=True)

    request = resolve("and for dental?", edited, TALK)

    assert request.as_of == MARCH
    assert request.named == NamedDay(NEXT_YEAR, "2027", MARCH, taken=False, earlier=True)


def test_an_edited_search_for_the_kept_day_says_nothing() -> None:
    edited = replace(REQUEST, as_of=NEXT_YEAR, edited=True)

    assert resolve("and for dental?", edited, TALK) == edited
