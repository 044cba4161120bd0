from __future__ import annotations

import pytest

from app.domain.conversations import Conversation, Turn, leaning, meant_by, meant_turns
from app.rewriting.legs import HistoryMix


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how long do i have for that?", 1.0),
        ("and for my husband?", 0.8),
        ("which form?", 0.5),
        ("what about generics?", 0.8),
        ("does it cover dental implants abroad?", 0.5),
    ],
)
def test_fragments_and_pointing_words_lean_on_the_conversation(
    question: str, expected: float
) -> None:
    assert leaning(question) == pytest.approx(expected)


@pytest.mark.parametrize(
    "question",
    [
        "can i add my spouse to my plan after the open enrollment period ended?",
        "who won the world cup final in brazil?",
    ],
)
def test_a_full_question_stands_alone(question: str) -> None:
    assert leaning(question) == 0.0


def test_an_empty_question_leaves_everything_but_links_open() -> None:
    assert leaning("") == 0.5


OFFER = "Yes, dental is separate [1]. Would you like to know the deadline for dental?"


@pytest.mark.parametrize(
    ("said", "before", "meant"),
    [
        ("Yes", OFFER, "Would you like to know the deadline for dental? Yes"),
        ("the gold plan", "Which plan are you on?", "Which plan are you on? the gold plan"),
        ("Sí", "¿Está casado?", "¿Está casado? Sí"),
        ("نعم", "هل أنت متزوج؟", "هل أنت متزوج؟ نعم"),
        ("はい", "結婚していますか\uff1f", "結婚していますか\uff1f はい"),
    ],
)
def test_a_few_words_after_a_question_mean_its_answer(said: str, before: str, meant: str) -> None:
    assert meant_by(said, before) == meant


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ("why?", OFFER),
        ("thanks", "The deadline is 30 days [1]."),
        ("tell me about the deadline for vision instead", OFFER),
        (
            "解約の期限を教えてほしいのですが、書面でなければならないのでしょうか",
            "結婚していますか\uff1f",
        ),
        ("Yes", ""),
    ],
)
def test_questions_full_sentences_and_words_after_a_statement_stay(said: str, before: str) -> None:
    assert meant_by(said, before) == said


def test_an_agent_who_opens_with_a_question_is_heard() -> None:
    talk = Conversation((Turn("", "Are you married?"), Turn("No", "Any children?"), Turn("Two")))

    assert meant_turns(talk) == ["Are you married? No", "Any children? Two"]


def test_the_history_searches_what_a_reply_means() -> None:
    planned = HistoryMix().plan(Conversation((Turn("is dental covered?", OFFER),)), "Yes")

    asked = "Would you like to know the deadline for dental? Yes"
    assert planned.search_texts == (asked,)
    assert [leg.parts[0] for leg in planned.legs] == [(asked, 1.0), (asked, 1.0)]
