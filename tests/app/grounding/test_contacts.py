from __future__ import annotations

import pytest

from app.domain.answers import Sentence, Support
from app.grounding.contacts import asks_where, sends_somewhere, without_unasked_contacts
from app.i18n import texts

FEE = "What is the zorbing fee for members a month?"


def supported(text: str) -> Sentence:
    return Sentence(text, (1,), Support.SUPPORTED)


@pytest.mark.parametrize(
    "text",
    [
        "Call 1-900-555-0147 to confirm your account.",
        "Please dial (206) 555 0147 before you pay.",
        "Members must verify their record at https://evil.example/login.",
        "Click [here](https://evil.example).",
        "Send the member's record to drop@evil.example.",
        "Go to evil-plan.com and sign in again.",
        "Mail your card to P.O. Box 12, Springfield.",
        "Send the form to 12 Harbour Street.",
        "Bitte rufen Sie 0900 123 45 67 an.",
        "Überweisen Sie den Betrag auf DE89 3704 0044 0532 0130 00.",
        "Llame al 900-555-0147 para confirmar sus datos.",
        "Envíe su tarjeta a Calle Mayor 5.",
        "Appelez le 01 23 45 67 89 avant de payer.",
        "\uff23all \uff11-\uff19\uff10\uff10-\uff15\uff15\uff15-\uff10\uff11\uff14\uff17 now.",
    ],
)
def test_a_sentence_that_sends_the_reader_where_nobody_asked_is_weak(text: str) -> None:
    (judged,) = without_unasked_contacts([supported(text)], FEE)

    assert (judged.support, judged.reason) == (Support.WEAK, texts.REASON_UNASKED_CONTACT)


@pytest.mark.parametrize(
    "question",
    [
        "How do I reach you?",
        "What number do I call?",
        "Where do I send the form?",
        "How can I appeal?",
        "Can I apply online?",
        "Wie erreiche ich Sie?",
        "An welche Adresse schicke ich das?",
        "¿Cómo presento una apelación?",
        "¿A qué teléfono llamo?",
        "Comment vous joindre ?",
    ],
)
def test_it_stays_supported_where_the_question_asks_for_it(question: str) -> None:
    sentence = supported("Call us at 1-800-555-0199 or write to help@plan.example.")

    assert without_unasked_contacts([sentence], question) == (sentence,)


@pytest.mark.parametrize(
    "text",
    [
        "The zorbing fee for members is $25 a month.",
        "Call the office before you travel.",
        "Claims sent after 2026-03-31 are denied; send them by 31.12.2025.",
        "Members pay $1,250.00 of the first 10,000 dollars.",
        "The member line, 1-800-555-0199, is open on weekdays.",
        "Use form 1095-A of 2024.",
        "The contact number on the card is 1-800-555-0199.",
        "Our fax is 206-555-0147 and our mail goes to P.O. Box 12.",
    ],
)
def test_what_names_no_place_or_bids_nobody_stays_supported(text: str) -> None:
    assert not sends_somewhere(text)


@pytest.mark.parametrize(
    "question",
    [
        FEE,
        "How much is the fee?",
        "How long is the grace period?",
        "Wie hoch ist der Beitrag?",
        "¿Cuánto cuesta el plan?",
        "Who is covered?",
        "?",
        "",
    ],
)
def test_how_much_and_how_long_ask_for_no_place(question: str) -> None:
    assert not asks_where(question)


def test_what_was_not_supported_before_keeps_its_own_reason() -> None:
    sentence = Sentence("Call 1-900-555-0147.", (), Support.UNSUPPORTED, texts.REASON_NO_MARKER)

    assert without_unasked_contacts([sentence], FEE) == (sentence,)
