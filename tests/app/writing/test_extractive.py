from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import Support
from app.domain.conversations import Conversation
from app.grounding.support import check_sentences, citations_for
from app.rewriting.legs import plain_legs
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import AnswerContext, Note
from app.writing.drafting import markers_in, without_markers
from app.writing.extractive import ExtractiveWriter
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
    return "".join(written(context(question, *passages)))


def written(asked: AnswerContext) -> list[str]:
    return [piece for piece in ExtractiveWriter(EMBEDDER).write(asked) if isinstance(piece, str)]


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=3))
def test_every_sentence_is_a_verbatim_piece_of_the_passage_it_cites(texts: list[str]) -> None:
    passages = [passage(t, document_key=f"{n}.md") for n, t in enumerate(texts)]

    text = "".join(written(context("when is premium due", *passages)))

    sentences = check_sentences(text.replace(NOT_IN_DOCUMENTS, ""), passages)
    sources = [re.sub(r" \[3\]", "", passages[s.markers[0] - 1].text) for s in sentences]
    assert all(s.text in source for s, source in zip(sentences, sources, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=3))
def test_an_answer_is_short_and_says_nothing_twice(texts: list[str]) -> None:
    written = answer("when is premium due", *texts)

    quoted = [without_markers(line) for line in written.splitlines() if markers_in(line)]
    assert len(without_markers(written).split()) <= 80
    assert len(quoted) == len(set(quoted))


def test_the_sentence_that_answers_is_quoted() -> None:
    written = answer(
        "grace period for a late premium",
        "Offices open at nine. The grace period for a late premium is 31 days. Bring a pen.",
    )

    assert "The grace period for a late premium is 31 days [1]." in written


def test_a_long_passage_is_cut_to_what_answers() -> None:
    other = " ".join(f"Room {number} is cleaned by the night shift." for number in range(30))

    written = answer(
        "grace period for a late premium",
        f"{other} The grace period for a late premium is 31 days. {other}",
    )

    assert "31 days" in written
    assert len(without_markers(written).split()) <= 60


def test_steps_keep_their_numbers() -> None:
    steps = "\n".join(f"{n}. Do premium step {n}." for n in range(1, 5))

    written = answer("premium steps", f"To pay a premium:\n\n{steps}")

    assert "1. Do premium step 1 [1]." in written
    assert "4. Do premium step 4 [1]." in written


def test_of_a_long_list_the_items_asked_for_are_shown() -> None:
    items = "\n".join(
        f"- item {n} of the usual kind, which has nothing to do with it" for n in range(20)
    )

    source = passage(f"Events are:\n\n{items}\n- adoption of a child")

    *quoted, told = ExtractiveWriter(EMBEDDER).write(context("adoption events", source))

    shown = "".join(str(piece) for piece in quoted)
    assert "- adoption of a child [1]" in shown
    assert told == Note(
        f"The list has {21 - shown.count('[1]')} more items; its source shows them."
    )


def test_nothing_quotable_is_no_answer() -> None:
    assert answer("premium", "Premium") == NOT_IN_DOCUMENTS


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


def test_a_question_that_names_a_column_gets_its_cell_with_the_rows_name() -> None:
    written = answer("what is the individual deductible of the gold plan?", COSTS)

    assert "Individual deductible, Gold: $1,500 [1]" in written
    assert "$7,200" not in written


def test_the_plan_of_the_callers_facets_names_a_column() -> None:
    asked = context("what is the individual deductible?", passage(COSTS))
    filters = replace(asked.query.filters, facets={"plan": "gold"})
    asked = replace(asked, query=replace(asked.query, filters=filters))

    assert "Individual deductible, Gold: $1,500 [1]" in "".join(written(asked))


def test_a_column_that_the_question_names_goes_before_the_callers() -> None:
    asked = context("what is the individual deductible on bronze?", passage(COSTS))
    filters = replace(asked.query.filters, facets={"plan": "gold"})
    asked = replace(asked, query=replace(asked.query, filters=filters))

    said = "".join(written(asked))
    assert "Individual deductible, Bronze: $7,200 [1]" in said
    assert "$1,500" not in said


def test_a_question_that_names_no_column_gets_the_row_with_its_header() -> None:
    written = answer("what is the individual deductible?", COSTS)

    assert "| Amount | Bronze | Gold |" in written
    assert "| Individual deductible | $7,200 | $1,500 [1] |" in written


def test_a_cell_that_is_quoted_is_supported_and_its_row_is_the_quote() -> None:
    source = passage(COSTS)
    written = answer("what is the individual deductible of the gold plan?", COSTS)

    judged = check_sentences(written, [source])
    (citation,) = citations_for(judged, [source])

    assert {sentence.support for sentence in judged} == {Support.SUPPORTED}
    assert "Individual deductible | $7,200 | $1,500" in citation.quote


def test_the_header_of_a_tables_next_part_does_not_run_into_a_row() -> None:
    written = answer("what is in it?", "Plan | Premium\nGold | $400 Plan | Premium\nSilver | $300")

    assert "| Gold | $400 [1] |" in written


def test_a_line_that_repeats_the_header_is_no_row() -> None:
    written = answer("table", "Premium | Facts\nPremium | Facts\nPremium | It is due.")

    assert written.count("Premium | Facts") == 1


def test_what_has_an_amount_comes_first_where_one_is_asked_for() -> None:
    written = answer(
        "how much is parking at the clinic?",
        "Parking at the clinic is behind.",
        "Parking at the clinic is $5.",
        "Lunch is served at noon.",
    )

    assert written.startswith("Parking at the clinic is $5 [2].")
