"""The answer card: a reply that can be pasted, with its sources and what it holds for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.domain.answers import Answer, Answerer, Approval
from app.export.answer_card import AnswerCard, answer_card
from app.i18n import texts
from knowledge.domain.queries import Filters
from tests.scripted_assistant import BAND, SPOUSE, answered, refused

AT = datetime(2026, 11, 20, 16, 40, tzinfo=UTC)
SOURCE = (
    "Qualifying Life Events, 2 Marriage, pp. 4\u20135, version 2026, "
    "in force 1 Jan 2026 to 31 Dec 2026"
)


def card(answer: Answer) -> AnswerCard:
    return answer_card(answer, knowledge_base="benefits", answered_at=AT)


def for_gold(answer: Answer) -> Answer:
    filters = Filters(groups=("staff",), as_of=date(2026, 3, 1), facets={"plan": "Gold"})
    found = replace(answer.found, query=replace(answer.found.query, filters=filters))
    return replace(answer, found=found)


def test_the_callers_card_is_plain_words_with_where_and_when() -> None:
    text = card(answered(SPOUSE)).for_caller

    assert text == (
        "Our documents say:\nYes, a marriage counts. You have 60 days.\n\n"
        f"Where it says so:\n- {SOURCE}\n\n"
        "This applies as of 20 Nov 2026."
    )


def test_what_no_source_carries_is_left_out_for_the_caller_and_named_in_the_ticket() -> None:
    both = card(answered(SPOUSE))

    assert "cake" not in both.for_caller
    assert "- not supported: Bring cake." in both.for_ticket
    assert "- weak support: You have 60 days." in both.for_ticket


def test_the_tickets_card_has_every_source_with_section_page_version_dates_and_file() -> None:
    text = card(answered(SPOUSE)).for_ticket

    assert f"[1] {SOURCE}, enrollment/life-events.md, https://policies.example/life-events" in text
    assert text.endswith(
        "Citewell, 20 Nov 2026, 16:40 UTC; knowledge base benefits; quoted from these sources."
    )


def test_the_plan_and_the_date_of_service_stand_in_both_cards() -> None:
    both = card(for_gold(answered(SPOUSE)))

    assert "This applies as of 1 Mar 2026; plan: Gold." in both.for_caller
    assert "Answered for: as of 1 Mar 2026; plan: Gold" in both.for_ticket


def test_an_approved_answer_says_who_vouches_for_it() -> None:
    approval = Approval("Claims team", date(2026, 5, 1), date(2026, 12, 31))

    both = card(replace(answered(SPOUSE), approval=approval))

    assert "Claims team" in both.for_ticket
    assert "31 Dec 2026" in both.for_ticket
    assert texts.CARD_QUOTED not in both.for_caller


def test_a_refusal_says_so_and_names_the_nearest_documents_in_the_ticket() -> None:
    both = card(refused(BAND))

    assert texts.CARD_REFUSED in both.for_caller
    assert "- Qualifying Life Events, enrollment/life-events.md" in both.for_ticket


def test_markdown_becomes_plain_words() -> None:
    answer = replace(
        answered(SPOUSE),
        answerer=Answerer.LANGUAGE_MODEL,
        sentences=(),
        text="**Yes** [1]:\n\n- `Gold`: 60 days [1]\n- Silver\n\n| a | b |\n|--|--|\n| 1 | 2 |",
    )

    assert "Yes:\n\n- Gold: 60 days\n- Silver\n\na | b\n1 | 2" in card(answer).for_caller


def test_hidden_characters_do_not_reach_the_card() -> None:
    answer = replace(answered(SPOUSE), text="Pay\u202e 60\u200b days [1].", sentences=())

    assert "Pay 60 days." in card(answer).for_caller


def test_no_line_of_a_card_is_a_formula_when_it_is_pasted_into_a_spreadsheet() -> None:
    written = "=1+1\\\n@SUM(A1)\\\n+cmd|'/c calc'!A1\\\n+1 800 555 0100\n\n- a list"
    answer = replace(answered(SPOUSE), text=written, sentences=())

    lines = card(answer).for_ticket.splitlines()

    assert {"'=1+1", "'@SUM(A1)", "'+cmd|'/c calc'!A1", "+1 800 555 0100", "- a list"} <= set(lines)
