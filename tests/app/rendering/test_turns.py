"""What stands below an answer: buttons for what can be done, and nothing of others' that acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bs4 import BeautifulSoup

from app.database.escalations import Escalation
from app.domain.answers import Choice
from app.domain.caller_context import FacetChoice
from app.i18n import texts
from app.records.conversations import Exchange, Verdict
from app.rendering.turns import (
    Approvable,
    bar_html,
    choices_html,
    escalation_html,
    next_html,
    offered_html,
)
from app.ui.chat.turns import ending, unfinished_parts, verdict_of

AT = datetime(2026, 11, 20, 16, 40, tzinfo=UTC)


def test_the_last_answer_can_be_copied_rated_and_asked_again() -> None:
    bar = bar_html(7, answered=True, last=True)

    labels = (texts.COPY, texts.CARD, texts.REGENERATE, texts.GOOD_ANSWER, texts.BAD_ANSWER)
    assert [f'aria-label="{label}"' in bar for label in labels] == [True] * 5
    assert bar.count("<svg") == 5
    assert bar.count('aria-hidden="true"') == 5


def test_only_the_last_turn_can_be_answered_again() -> None:
    assert texts.REGENERATE not in bar_html(7, answered=True, last=False)
    assert bar_html(7, answered=False, last=False) == ""


def test_what_can_be_sent_to_a_lead_or_approved_has_a_form_of_its_own() -> None:
    wish = Approvable('How "long"?', "31 days <b>", date(2027, 6, 30))

    bar = BeautifulSoup(
        bar_html(7, answered=True, last=False, sendable=True, approvable=wish), "lxml"
    )

    assert [field["name"] for field in bar.select("form[data-panel=lead] [name]")] == ["note"]
    question, text, until = bar.select("form[data-panel=approve] [name]")
    assert (question["value"], text.text, until["value"]) == (
        'How "long"?',
        "31 days <b>",
        "2027-06-30",
    )


def test_what_was_sent_to_a_lead_says_how_far_it_is() -> None:
    sent = Escalation(7, "t", "demo", "ann", "", AT)
    answered = replace(sent, reply="<b>Ask HR.</b>", answered_by="Eve", answered_at=AT)

    assert escalation_html(None) == ""
    assert "Sent to your lead on 20 Nov 2026" in escalation_html(sent)
    assert "Answered by Eve on 20 Nov 2026" in escalation_html(answered)
    assert "&lt;b&gt;Ask HR." in escalation_html(answered)


def test_a_turn_without_an_answer_offers_to_answer_again_and_nothing_else() -> None:
    bar = bar_html(7, answered=False, last=True)

    assert texts.TRY_AGAIN in bar
    assert texts.COPY not in bar
    assert texts.BAD_ANSWER not in bar


def test_suggestions_and_choices_from_documents_stay_text() -> None:
    evil = '"><img src=x onerror=alert(1)>'

    html = next_html([evil]) + choices_html([FacetChoice(evil, (evil, "Gold"))])

    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") >= 4


def test_without_suggestions_there_is_nothing() -> None:
    assert next_html(()) == ""
    assert choices_html(()) == ""


def test_a_verdict_takes_known_reasons_only() -> None:
    act = {"do": "rate", "rating": "down", "reasons": ["wrong plan", "<b>"], "comment": " Gold. "}

    assert verdict_of(act) == Verdict("down", ("wrong plan",), "Gold.")


def test_an_odd_verdict_is_none() -> None:
    odd = {"do": "rate", "rating": ["up"], "reasons": "wrong", "comment": None}

    assert verdict_of(odd) == Verdict("")


def test_a_stopped_answer_shows_what_was_written_and_that_it_was_stopped() -> None:
    exchange = Exchange("q", partial="You have 60", stopped=True, turn=3, asked_at=AT)

    parts = unfinished_parts(exchange, last=True)

    assert "You have 60" in parts.body
    assert texts.STOPPED in parts.body
    assert texts.TRY_AGAIN in parts.bar


def test_how_a_turn_ended_is_told_in_words() -> None:
    assert ending(Exchange("q", error="The model is down.")) == "The model is down."
    assert ending(Exchange("q", stopped=True)) == texts.STOPPED_EMPTY
    assert ending(Exchange("q", partial="x")) == texts.INTERRUPTED


def test_an_offered_question_is_asked_by_a_click_and_escaped() -> None:
    evil = '"><script>'

    button = BeautifulSoup(offered_html([Choice(evil, "On Gold?")]), "html.parser").button

    assert button is not None
    assert button["data-ask"] == "On Gold?"
    assert button.text == evil
    assert offered_html([]) == ""
