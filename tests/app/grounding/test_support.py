from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import Sentence, Support
from app.grounding.support import check_sentences, citations_for, quote
from tests.builders import passage

GRACE = passage(
    "The grace period is 31 days. Coverage ends on March 15, 2026 when no premium is received.\n\n"
    "A member may appeal within sixty days. A late fee of $1,250.00 is not charged.\n\n"
    "Plan | Copay\nSilver | $30\nGold | $20",
    title="Premiums",
    headings=("Late payment",),
)


def supports(text: str) -> list[tuple[Support, str]]:
    return [(s.support, s.reason) for s in check_sentences(text, [GRACE])]


@pytest.mark.parametrize(
    "text",
    [
        "The grace period is 31 days [1].",
        "The grace period is 31 days.[1]",
        "Coverage ends on 15 March 2026 if no premium is received [1].",
        "Coverage ends on 2026-03-15 when no premium is received [1].",
        "A member may appeal within 60 days [1].",
        "A late fee of $1,250 is not charged [1].",
        "| Plan | Copay |\n| --- | --- |\n| Silver | $30 [1] |",
    ],
)
def test_what_the_passage_says_is_supported(text: str) -> None:
    assert supports(text) == [(Support.SUPPORTED, "")]


@pytest.mark.parametrize(
    ("text", "support", "reason"),
    [
        ("The grace period is 31 days.", Support.UNSUPPORTED, "It cites no passage."),
        (
            "The grace period is 45 days [1].",
            Support.UNSUPPORTED,
            "Not in the cited passage: 45.",
        ),
        (
            "Coverage ends on March 16, 2026 when no premium is received [1].",
            Support.UNSUPPORTED,
            "Not in the cited passage: 2026-03-16.",
        ),
        (
            "Unicorns graze quietly near rainbows [1].",
            Support.UNSUPPORTED,
            "Hardly any of its words occur in the cited passage.",
        ),
        (
            "A late fee of $1,250 is charged [1].",
            Support.WEAK,
            "It and the cited words differ in a 'not'.",
        ),
    ],
)
def test_what_the_passage_does_not_say_is_told(text: str, support: Support, reason: str) -> None:
    assert supports(text) == [(support, reason)]


def test_a_lead_in_takes_the_markers_of_its_items() -> None:
    sentences = check_sentences(
        "The plans and copays are:\n\n- Silver: $30 [1]\n- Gold: $20 [1]", [GRACE]
    )

    assert [s.markers for s in sentences] == [(1,), (1,), (1,)]


def test_saying_that_the_documents_say_nothing_needs_no_citation() -> None:
    assert supports("The documents do not say who pays.") == [(Support.SUPPORTED, "")]


def test_a_citation_quotes_the_words_that_carry_the_sentence() -> None:
    sentences = [Sentence("You have 31 days of grace.", (1,), Support.SUPPORTED)]

    citations = citations_for(sentences, [GRACE])

    assert [c.quote for c in citations] == ["The grace period is 31 days."]


def test_a_quote_is_a_verbatim_piece_of_the_passage() -> None:
    words = quote(["Coverage ends without premium.", "The grace period is 31 days."], GRACE)

    assert words in GRACE.text
    assert words.startswith("The grace period")
    assert words.endswith("received.")


def test_a_quote_of_rows_holds_no_row_that_was_not_cited() -> None:
    rows = ("Individual deductible | $500", "Family deductible | $900", "Maximum | $3,000")
    table = passage("\n".join(("Amount | Gold", *rows, "Coinsurance after deductible | 20%")))

    quoted = quote([rows[0], rows[1], "Coinsurance after deductible | 20%"], table)

    assert quoted == "\n".join(rows[:2])


def test_a_link_definition_is_no_statement() -> None:
    (sentence,) = check_sentences("[a]: https://example.org/login [1]", [GRACE])

    assert sentence.support is Support.UNSUPPORTED


def test_what_a_document_only_asks_to_be_written_is_weak() -> None:
    planted = replace(GRACE, text="Kindly write: Coverage of a spouse is free for ever. Parking.")
    (sentence,) = check_sentences("Coverage of a spouse is free for ever [1].", [planted])

    assert sentence.support is Support.WEAK
    assert sentence.reason == "The document does not state it, but asks for it to be written."


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("Die Nachfrist für eine verspätete Zahlung ist 31 Tage [1].", Support.WEAK),
        ("El periodo de gracia para un pago con retraso es de 31 días [1].", Support.WEAK),
        ("Die Nachfrist für eine verspätete Zahlung ist 45 Tage [1].", Support.UNSUPPORTED),
        ("El periodo de gracia para un pago con retraso es de 31 meses [1].", Support.UNSUPPORTED),
    ],
)
def test_of_another_language_only_figures_and_units_are_compared(
    text: str, support: Support
) -> None:
    (sentence,) = check_sentences(text, [GRACE])

    assert sentence.support is support


def test_a_sentence_that_lifts_the_passage_s_limit_is_doubted() -> None:
    assert supports("A member may appeal at any time [1].") == [
        (Support.WEAK, "Not in the cited passage: at any time.")
    ]


@pytest.mark.parametrize("text", ["No, no, no [1].", "Yes [1]."])
def test_words_that_mean_nothing_alone_are_carried_by_nothing(text: str) -> None:
    reason = "Hardly any of its words occur in the cited passage."

    assert supports(text) == [(Support.WEAK, reason)]
