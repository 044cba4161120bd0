from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import pytest

from app.domain.conversations import Conversation
from app.llm.chat import Message
from app.rewriting.legs import HistoryMix, LastTurn, history_legs, plain_legs
from app.rewriting.llm_rewriting import StandaloneRewrite

TALK = Conversation().with_turn("can i add my spouse?", "Yes, within 60 days of marriage [1].")
ASKED = "how long for that?"


@dataclass
class ScriptedModel:
    """Writes what it was given, word by word, and lets `seconds` pass before each."""

    text: str
    seconds: float = 0.0
    now: float = 0.0
    asked: list[Message] = field(default_factory=list)

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        self.asked = list(messages)
        for word in self.text.split(" "):
            self.now += self.seconds
            yield f"{word} "


def rewriter(model: ScriptedModel) -> StandaloneRewrite:
    return StandaloneRewrite(model, timeout_seconds=5, clock=lambda: model.now)


def test_the_rewrite_and_the_history_are_searched_together() -> None:
    model = ScriptedModel('"How long to add a spouse after marriage?"')

    planned = rewriter(model).plan(TALK, ASKED)

    rewrite = "How long to add a spouse after marriage?"
    assert planned.legs == (
        *plain_legs(rewrite, name="rewrite"),
        *history_legs(TALK, ASKED, weight=0.5),
    )
    assert planned.search_texts == (rewrite, ASKED)


def test_a_first_question_needs_no_model() -> None:
    model = ScriptedModel("anything")

    planned = rewriter(model).plan(Conversation(), ASKED)

    assert planned.legs == plain_legs(ASKED)
    assert model.asked == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "was empty"),
        ("I'm sorry, I can't add a spouse.", "declined"),
        ("spouse " * 100, "not a single question"),
        ("How long for a spouse?\nAnd why?", "not a single question"),
        ("What is the capital of France?", "about something else"),
        ("Can I add my spouse?", "repeated an earlier question"),
        ("A spouse is added after marriage.", "asked nothing"),
        ("How long may a newborn child keep its own insurance?", "brought something else in"),
        ("How long to add a spouse after marriage in 2023?", "a number that nobody had said"),
    ],
)
def test_a_rewrite_that_is_none_is_refused(text: str, said: str) -> None:
    planned = rewriter(ScriptedModel(text)).plan(TALK, ASKED)

    assert planned.legs == history_legs(TALK, ASKED)
    assert said in planned.notes[0]


def test_a_model_that_dawdles_is_not_waited_for() -> None:
    model = ScriptedModel("How long to add a spouse after marriage?", seconds=2)

    planned = rewriter(model).plan(TALK, ASKED)

    assert planned.legs == history_legs(TALK, ASKED)
    assert "longer than 5 seconds" in planned.notes[0]


def test_the_model_sees_the_conversation_as_data() -> None:
    model = ScriptedModel("How long for a spouse?")

    rewriter(model).plan(TALK, ASKED)

    assert model.asked[1].text == (
        "User: can i add my spouse?\nAssistant: Yes, within 60 days of marriage .\n"
        "Last question of the user: how long for that?"
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"question": "How long to add a spouse after marriage?"}',
        '```json\n{"standalone_question": "How long to add a spouse after marriage?"}\n```',
        "Rewritten question: How long to add a spouse after marriage?",
        "**Standalone question:** How long to add a spouse after marriage?",
        "User: How long to add a spouse after marriage?",
        "<think>They mean the spouse.</think>\nHow long to add a spouse after marriage?",
        "They mean the spouse.</think>How long to add a spouse after marriage?",
    ],
)
def test_what_stands_around_a_rewrite_is_left_out(text: str) -> None:
    planned = rewriter(ScriptedModel(text)).plan(TALK, ASKED)

    assert planned.search_texts == ("How long to add a spouse after marriage?", ASKED)


@pytest.mark.parametrize(
    "text",
    [
        ASKED,
        ASKED.upper(),
        f'{{"question": "{ASKED}"}}',
        f"The user asks: {ASKED}",
        "How long is it?",
    ],
)
def test_a_rewrite_that_adds_nothing_is_dropped_without_a_note(text: str) -> None:
    planned = rewriter(ScriptedModel(text)).plan(TALK, ASKED)

    assert planned == HistoryMix().plan(TALK, ASKED)


def test_what_searches_without_a_model_searches_where_the_rewrite_is_dropped() -> None:
    model = ScriptedModel("What is the capital of France?")
    rewriter = StandaloneRewrite(model, timeout_seconds=5, otherwise=LastTurn())

    planned = rewriter.plan(TALK, ASKED)

    assert planned.legs == LastTurn().plan(TALK, ASKED).legs
    assert "about something else" in planned.notes[0]


def test_a_rewrite_keeps_the_words_that_the_question_has_of_its_own() -> None:
    model = ScriptedModel("What is the copay for a specialist of my spouse?")

    planned = rewriter(model).plan(TALK, "and what is the copay for primary care visits?")

    assert "left out what was asked" in planned.notes[0]


def test_a_talkative_question_may_be_shortened() -> None:
    rewrite = "How long to send the form to add a spouse after the wedding in spring?"
    asked = (
        "my sister's employer wants paper copies, anyway: after our wedding in spring, how long "
        "for the form?"
    )

    planned = rewriter(ScriptedModel(rewrite)).plan(TALK, asked)

    assert planned.search_texts[0] == rewrite
