from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import Sentence, Support
from app.grounding.figures import figures, missing_figures
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


def test_figures_are_compared_in_one_form() -> None:
    assert figures("On the 3rd of May 2026, thirty days, $1,200.50, 20 %, code I20.9") == {
        "2026-05-03",
        "30",
        "1200.5",
        "20",
        "i20.9",
    }


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("within 30 days", "within thirty (30) days"),
        ("by March 15", "by March 15, 2026"),
        ("in 2026", "from 2026-01-01"),
        ("one form", "two forms or one"),
        ("at 5 p.m.", "at 5:00 p.m."),
        ("at 17:30", "at 5:30 p.m."),
        ("until 12:30", "until 12:30 p.m."),
        ("thirty-five days", "35 days"),
        ("dreißig Tage", "30 Tage"),
        ("fünfundzwanzig", "25"),
        ("treinta y cinco días", "35 días"),
        ("1.234,50 Euro", "1234,50 Euro"),
        ("1500 Euro", "1.500 Euro"),
        ("$1,500,000", "$1.5 million"),
        ("12/15/2025", "December 15, 2025"),
        ("15.03.2026", "15. März 2026"),
        ("15 de marzo de 2026", "March 15, 2026"),
        ("ages 45 to 75", "ages 45-75"),
        ("ages 45-75", "between 45 and 75"),
        ("the 3rd day", "the third day"),
        ("two times a day", "twice a day"),
        ("form HL 214", "form HL-214"),
        ("COVID-19", "Covid 19"),
        ("401(k)", "a 401k plan"),
        ("section 4(b)", "section 4: (a) this, (b) that"),
    ],
)
def test_a_figure_written_otherwise_is_found(text: str, source: str) -> None:
    assert missing_figures(text, source) == ()


@pytest.mark.parametrize(
    ("text", "source", "missing"),
    [
        ("form HS-214", "form HL-214", ("hs-214",)),
        ("ICD-9 code E11.9", "ICD-10 code E11.9", ("icd-9",)),
        ("step 3(a)", "step 3(b)", ("3(a)",)),
        ("at 9:00 p.m.", "at 9:00 a.m.", ("21:00",)),
        ("until 12:45", "until 12:30", ("12:45",)),
        ("11/15/2025", "December 15, 2025", ("2025-11-15",)),
        ("15. Mai 2026", "15. März 2026", ("2026-05-15",)),
        ("zwanzig Tage", "30 Tage", ("20",)),
        ("cuarenta días", "30 días", ("40",)),
        ("1.243,50 €", "1.234,50 €", ("1243.5",)),
        ("$15 million", "$1.5 million", ("15",)),
        ("ages 45-70", "ages 45-75", ("45-70",)),
        ("130/90", "130/80", ("130/90",)),
    ],
)
def test_a_figure_that_a_source_lacks_is_missing(
    text: str, source: str, missing: tuple[str, ...]
) -> None:
    assert missing_figures(text, source) == missing


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
