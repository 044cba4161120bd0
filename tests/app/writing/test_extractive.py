from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.conversations import Conversation
from app.grounding.support import check_sentences
from app.rewriting.legs import plain_legs
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import AnswerContext
from app.writing.drafting import markers_in, without_markers
from app.writing.extractive import ExtractiveWriter, asked_for
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Filters, Query
from tests.builders import EMBEDDER, passage

TODAY = date(2026, 11, 20)
BLOCKS = st.lists(
    st.sampled_from(
        [
            "The premium is due on the first day of the month.",
            "This applies to every plan, e.g. Silver. A late premium costs $1,200.50 a year [3].",
            "Premium papers are:\n\n- a bill\n- a receipt, dated\n- a letter",
            "To pay a premium:\n\n1. Open the app.\n2. Choose Pay.",
            "Plan | Premium\nSilver | $300\nGold | $400",
            "and a fragment without an end",
            "Is the premium refunded?",
            "# Premium",
        ]
    ),
    min_size=1,
    max_size=6,
).map("\n\n".join)


def context(question: str, *passages: Passage) -> AnswerContext:
    query = Query(question, plain_legs(question), Filters(("staff",)))
    return AnswerContext(Conversation(), question, question, query, passages, TODAY, TODAY)


def answer(question: str, *texts: str) -> str:
    passages = [passage(t, document_key=f"{n}.md") for n, t in enumerate(texts)]
    return "".join(ExtractiveWriter(EMBEDDER).write(context(question, *passages)))


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=3))
def test_every_sentence_is_a_verbatim_piece_of_the_passage_it_cites(texts: list[str]) -> None:
    passages = [passage(t, document_key=f"{n}.md") for n, t in enumerate(texts)]

    written = "".join(ExtractiveWriter(EMBEDDER).write(context("when is premium due", *passages)))

    sentences = check_sentences(written.replace(NOT_IN_DOCUMENTS, ""), passages)
    sources = [re.sub(r" \[3\]", "", passages[s.markers[0] - 1].text) for s in sentences]
    assert all(s.text in source for s, source in zip(sentences, sources, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=3))
def test_an_answer_is_short_and_says_nothing_twice(texts: list[str]) -> None:
    written = answer("when is premium due", *texts)

    quoted = [without_markers(line) for line in written.splitlines() if markers_in(line)]
    assert len(quoted) <= 16
    assert len(quoted) == len(set(quoted))


def test_the_nearest_sentence_comes_first() -> None:
    written = answer(
        "grace period for a late premium",
        "Offices open at nine. The grace period for a late premium is 31 days. Bring a pen.",
    )

    assert written.startswith("The grace period for a late premium is 31 days [1].")


def test_a_sentence_that_leans_back_brings_the_one_before() -> None:
    written = answer(
        "late premium ends coverage",
        "The grace period lasts 31 days. After that a late premium ends coverage at once.",
        "Nothing here.",
    )
    leaning = answer(
        "late premium coverage ends",
        "The grace period lasts 31 days. It ends coverage when the late premium is missing.",
    )

    assert written.startswith("After that a late premium ends coverage at once [1].")
    assert leaning == (
        "The grace period lasts 31 days [1]. It ends coverage when the late premium is missing [1]."
    )


def test_steps_keep_their_numbers_and_none_is_left_out() -> None:
    steps = "\n".join(f"{n}. Do premium step {n}." for n in range(1, 12))

    written = answer("premium steps", f"To pay a premium:\n\n{steps}")

    assert "1. Do premium step 1 [1]." in written
    assert "11. Do premium step 11 [1]." in written


def test_of_a_long_list_the_nearest_items_are_shown() -> None:
    items = "\n".join(f"- item {n}" for n in range(20))

    written = answer("adoption events", f"Events are:\n\n{items}\n- adoption of a child")

    assert "- adoption of a child [1]" in written
    assert written.count("\n- ") == 5


def test_nothing_quotable_is_no_answer() -> None:
    assert answer("premium", "Premium") == NOT_IN_DOCUMENTS


@pytest.mark.parametrize("question", ["premium", "what about it?"])
def test_two_passages_are_two_paragraphs(question: str) -> None:
    written = answer(question, "The premium is $5.", "A premium is paid monthly by card.")

    assert re.sub(r"\[\d\]", "[n]", written).count("\n\n") == 1


def test_a_title_line_is_not_read_into_the_first_sentence() -> None:
    written = answer(
        "late premium grace period",
        "Paying a premium\nThe grace period for a late premium is 31 days, and ends with coverage.",
    )

    assert written.startswith("The grace period for a late premium is 31 days")


def test_a_heading_with_a_number_is_not_quoted_as_a_step() -> None:
    written = answer("premium dates", "1. The premium dates\n\nA premium is due on the first day.")

    assert written == "A premium is due on the first day [1]."


COSTS = "\n".join(
    (
        "Amount | Bronze | Gold",
        "Individual deductible | $7,200 | $1,500",
        "Family deductible | $14,400 | $3,000",
        "Out-of-pocket maximum | $9,200 | $6,000",
    )
)


def test_of_a_table_only_the_rows_that_hold_what_is_asked_for_are_quoted() -> None:
    written = answer("what is the deductible of the gold plan?", COSTS)

    assert "Individual deductible" in written
    assert "Family deductible" in written
    assert "Out-of-pocket" not in written


def test_of_a_table_no_row_of_which_holds_what_is_asked_for_all_are_quoted() -> None:
    written = answer("how much is gold for one person?", COSTS)

    assert "Individual deductible" in written
    assert "Out-of-pocket" in written


def test_the_header_of_a_tables_next_part_does_not_run_into_a_row() -> None:
    written = answer("gold premium", "Plan | Premium\nGold | $400 Plan | Premium\nSilver | $300")

    assert "| Gold | $400 [1] |" in written


def test_a_line_that_repeats_the_header_is_no_row() -> None:
    written = answer("premium table", "Premium | Facts\nPremium | Facts\nPremium | It is due.")

    assert written.count("Premium | Facts") == 1


def test_when_one_passage_is_very_near_no_other_is_quoted() -> None:
    near = "The grace period for a late premium is 31 days."
    written = answer(
        "The grace period for a late premium is how many days?",
        near,
        "A premium may be paid by card in the portal.",
        "Premium rates of the plans are published every year in November.",
    )

    assert markers_in(written) == (1,)


def test_what_has_an_amount_comes_first_where_one_is_asked_for() -> None:
    written = answer(
        "how much is parking at the clinic?",
        "Parking at the clinic is behind.",
        "Parking at the clinic is $5.",
        "Lunch is served at noon.",
    )

    assert written.startswith("Parking at the clinic is $5 [2].")


@pytest.mark.parametrize(
    ("question", "has", "lacks"),
    [
        ("how much is urgent care?", "Urgent care visit | $75", "Urgent care needs no referral."),
        ("wie viel kostet der Besuch?", "Der Besuch kostet 40 Euro.", "Besuche sind erlaubt."),
        ("\u00bfcu\u00e1nto cuesta?", "El copago es de 25 d\u00f3lares.", "La visita es breve."),
        ("how long do i have?", "Within 60 days of marriage.", "Send Form HL-214."),
        ("when does it end?", "On the last day of the month.", "It ends for all members."),
        ("what time do you open?", "Open from 9:00 a.m.", "Open to all members."),
        ("wie lange dauert es?", "Es dauert zehn oder 10 Tage.", "Es dauert nicht lange."),
        ("how many visits?", "At most 20 visits.", "Visits to a specialist."),
        ("who can i call?", "Call 1-800-555-0175.", "Call Digital Support."),
    ],
)
def test_a_question_asks_for_a_kind_of_detail(question: str, has: str, lacks: str) -> None:
    wanted = asked_for(question)

    assert (wanted(has), wanted(lacks)) == (True, False)


def test_other_questions_ask_for_none() -> None:
    assert not asked_for("is semaglutide covered?")("It costs $5 for 30 days, call 555-0100.")
