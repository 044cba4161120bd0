from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import Citation, Outcome, Sentence, Support
from app.domain.conversations import Conversation, Turn
from app.questions.manners import manner_of
from app.questions.small_talk import SmallTalk, only_questions, reply_to
from tests.scripted_assistant import LIFE_EVENTS, QUOTE, SPOUSE, answered

ANSWER = replace(
    answered(SPOUSE),
    sentences=(
        Sentence("Bring cake.", (1,), Support.UNSUPPORTED),
        Sentence("Yes, a marriage counts.", (1,), Support.SUPPORTED),
    ),
    citations=(Citation(1, LIFE_EVENTS, QUOTE),),
)
WEAK = replace(ANSWER, sentences=(Sentence("You have 60 days.", (1,), Support.WEAK),))
NEAREST = replace(ANSWER, outcome=Outcome.NEAREST)
REFUSED = replace(ANSWER, outcome=Outcome.REFUSED, sentences=(), citations=())


def said(line: str, *turns: Turn) -> SmallTalk:
    talk = Conversation(turns)
    manner = manner_of(line, talk)
    assert manner is not None
    return reply_to(manner, talk)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("hi", "Hello. What can I look up for you?"),
        ("k thx bye", "You're welcome. Goodbye."),
        ("hm ok", "All right. Is there anything else?"),
        ("sry for all the questions", "No problem."),
        ("danke!", "Gern geschehen."),
        ("¡gracias!", "De nada."),
        ("the", "I can't see a question in that. What would you like to know?"),
        ("are you sure?", "There is no answer yet to go back to. What would you like to know?"),
    ],
)
def test_courtesy_is_returned_in_a_line_and_its_language(line: str, text: str) -> None:
    assert said(line) == SmallTalk(text)


def test_are_you_sure_shows_the_sentence_that_carries_the_answer() -> None:
    shown = said("are you sure?", Turn(SPOUSE, ANSWER.text, given=ANSWER), Turn("thanks", "Fine."))

    assert shown.text == f"The answer rests on this sentence: “{QUOTE}” [1]"
    assert shown.citations == (Citation(1, LIFE_EVENTS, QUOTE),)


@pytest.mark.parametrize(
    ("given", "begins"),
    [
        (WEAK, "Not quite: the source supports it only in part."),
        (NEAREST, "No. This was only the nearest sentence, not an answer:"),
        (REFUSED, "I found nothing that answers it: it is not in the documents."),
    ],
)
def test_are_you_sure_says_where_the_answer_was_weak_or_none(given: object, begins: str) -> None:
    assert said("sure?", Turn(SPOUSE, "…", given=given)).text.startswith(begins)  # type: ignore[arg-type]


def test_an_answer_whose_sources_are_not_known_is_told_again() -> None:
    assert said("are you sure?", Turn(SPOUSE, "60 days.")).text == "The last answer was: “60 days.”"


def test_say_that_again_gives_the_same_answer_with_its_sources() -> None:
    again = said("say that again", Turn(SPOUSE, ANSWER.text, given=ANSWER))

    assert again == SmallTalk(ANSWER.text, ANSWER.sentences, ANSWER.citations)


def test_turns_that_ask_nothing_are_no_part_of_what_is_searched() -> None:
    asked = Turn("what is the copay?", "$20")

    assert only_questions(Conversation((Turn("hi", "Hello."), asked, Turn("thanks", "Sure.")))) == (
        Conversation((asked,))
    )
