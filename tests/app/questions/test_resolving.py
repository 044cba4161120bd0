from __future__ import annotations

from datetime import date

import pytest

from app.domain.conversations import Conversation
from app.questions.resolving import resolved_question

TODAY = date(2026, 11, 30)


def resolved(*said: str) -> str:
    *before, question = said
    talk = Conversation()
    for asked in before:
        talk = talk.with_turn(asked, "It is.")
    return resolved_question(talk, question, TODAY)


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("mri denied, code NA1", "and NA2?", "mri denied, code NA2"),
        ("app says E-4031", "what about E-4045", "app says E-4045"),
        ("is 312(b) inherited?", "and 308(a)?", "is 308(a) inherited?"),
        ("copay for er on silver?", "and on gold?", "copay for er on gold?"),
        ("what is the deductible 2026?", "same for 2027", "what is the deductible 2027?"),
        (
            "what does it cost on silver",
            "and next year?",
            "what does it cost on silver (next year)",
        ),
    ],
)
def test_a_code_a_plan_and_a_time_take_the_place_of_their_like(
    before: str, question: str, meant: str
) -> None:
    assert resolved(before, question) == meant


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("by when", "by when (hospital bill canada refund)"),
        ("on which form?", "on which form? (hospital bill canada refund)"),
        (
            "does she have to translate it?",
            "does she have to translate it? (hospital bill canada refund)",
        ),
        ("no, i meant for a dental bill", "for a dental bill (hospital canada refund)"),
        ("thanks, and in french?", "and in french? (hospital bill canada refund)"),
    ],
)
def test_what_a_follow_up_leaves_open_is_carried_on(question: str, meant: str) -> None:
    assert resolved("hospital bill from canada, how do we refund it", question) == meant


def test_what_was_carried_before_is_carried_on_after_what_was_asked_since() -> None:
    talk = ("is tiotropium covered?", "price on gold?", "and how often?")

    assert resolved(*talk[:2]) == "price on gold?"
    assert resolved("can her daughter be insured?", "and her baby?", "until when?") == (
        "until when? (baby daughter insured)"
    )


@pytest.mark.parametrize(
    "question", ["do we pay for a breast pump in full", "how long are call recordings kept"]
)
def test_a_question_of_enough_words_of_its_own_drops_what_was_asked_before(question: str) -> None:
    assert resolved("hospital bill from canada", question) == question


def test_a_first_question_is_what_it_says_without_its_greeting() -> None:
    assert resolved("hi, what is the copay?") == "what is the copay?"


def test_a_bare_reply_means_the_question_that_it_answers() -> None:
    talk = Conversation().with_turn("is it covered?", "On which plan is she?")

    assert resolved_question(talk, "gold", TODAY).startswith("On which plan is she? gold")


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("nein, ich meinte Zahnersatz", "Zahnersatz (Kosten Brille Kasse)"),
        ("und bis wann?", "und bis wann? (Kosten Brille Kasse)"),
    ],
)
def test_german_follow_ups_are_read_too(question: str, meant: str) -> None:
    assert resolved("Kosten Brille Kasse", question) == meant
