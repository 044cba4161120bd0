from __future__ import annotations

import pytest

from app.domain.conversations import Conversation
from app.i18n.languages import Language
from app.questions.courtesies import MannerKind
from app.questions.manners import Manner, manner_of, without_courtesies

BEFORE = Conversation().with_turn("what is the copay on gold?", "It is $20.")
ASKED = Conversation().with_turn("is it covered?", "Are you on gold or silver?")


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("Good morning!", (MannerKind.GREETING,)),
        ("hello?", (MannerKind.GREETING,)),
        ("good evening, night shift here", (MannerKind.GREETING,)),
        (
            "ok thats all thank you so much",
            (MannerKind.AGREED, MannerKind.GOODBYE, MannerKind.THANKS),
        ),
        ("k thx bye", (MannerKind.AGREED, MannerKind.THANKS, MannerKind.GOODBYE)),
        ("thx!! 🙂", (MannerKind.THANKS,)),
        ("sorry, wrong window 😅", (MannerKind.APOLOGY,)),
        ("are you sure??", (MannerKind.SURE,)),
        ("sorry?", (MannerKind.UNCLEAR,)),
        ("what do you mean?", (MannerKind.UNCLEAR,)),
        ("say that again please", (MannerKind.AGAIN,)),
        ("ugh, that's not what I asked", (MannerKind.COMPLAINT,)),
        ("can you help me?", (MannerKind.ABOUT,)),
        ("…", (MannerKind.EMPTY,)),
        ("the", (MannerKind.EMPTY,)),
        ("🙂", (MannerKind.EMPTY,)),
    ],
)
def test_a_line_of_courtesy_alone_asks_nothing(line: str, kinds: tuple[MannerKind, ...]) -> None:
    manner = manner_of(line, BEFORE)

    assert manner is not None
    assert manner.kinds == kinds


@pytest.mark.parametrize(
    ("line", "manner"),
    [
        ("Vielen Dank, tschüss!", Manner((MannerKind.THANKS, MannerKind.GOODBYE), Language.GERMAN)),
        ("Sind Sie sicher?", Manner((MannerKind.SURE,), Language.GERMAN)),
        ("¿Está seguro?", Manner((MannerKind.SURE,), Language.SPANISH)),
        ("Hola, buenos días", Manner((MannerKind.GREETING,), Language.SPANISH)),
        ("ok", Manner((MannerKind.AGREED,))),
    ],
)
def test_the_language_is_told_where_only_one_says_so(line: str, manner: Manner) -> None:
    assert manner_of(line, BEFORE) == manner


@pytest.mark.parametrize(
    "line",
    [
        "hi, what is my copay",
        "hi, er copay silver",
        "are you sure? she did that already in march",
        "ok and next year?",
        "how much",
        "why?",
        "until?",
        "and then?",
        "good grief, is there a grace period",
        "thanks, so what do i send in",
        "seguro dental",
    ],
)
def test_a_line_that_says_anything_else_is_a_question(line: str) -> None:
    assert manner_of(line, BEFORE) is None


@pytest.mark.parametrize("line", ["yes", "No.", "sí"])
def test_a_yes_answers_what_was_asked_and_else_asks_nothing(line: str) -> None:
    assert manner_of(line, ASKED) is None
    assert manner_of(line, BEFORE) is not None


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("hi, what is my copay?", "what is my copay?"),
        ("sorry. ER on silver", "ER on silver"),
        ("is it covered? thanks!", "is it covered?"),
        ("thanks, bye", "bye"),
        ("a form, Q-7", "a form, Q-7"),
    ],
)
def test_what_is_said_besides_is_left_out_of_a_question(question: str, asked: str) -> None:
    assert without_courtesies(question) == asked
