"""What is known about the caller: kept, read back, and offered where an answer depends on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.answers import Answer, Citation, Notice, NoticeKind
from app.domain.caller_context import (
    CallerContext,
    FacetChoice,
    caller_choices,
    chip_words,
    choices_among,
    choices_for,
    read_context,
)
from knowledge.domain.documents import Alternatives
from tests.builders import passage, record
from tests.scripted_assistant import SPOUSE, answered

GOLD = passage("Gold pays $20.", document_key="gold.md", facets={"plan": "Gold", "area": "x"})
SILVER = passage("Silver pays $30.", document_key="silver.md", facets={"plan": "Silver"})
TEXAS = passage("In Texas.", document_key="tx.md", facets={"state": "TX", "plan": "Silver"})
OHIO = passage("In Ohio.", document_key="oh.md", facets={"state": "OH"})


def citing(question: str) -> Answer:
    cited = (Citation(1, GOLD), Citation(2, SILVER))
    depends = Notice(NoticeKind.DEPENDS, "It depends on the plan: Gold, Silver.")
    answer = replace(answered(question), notices=(depends,))
    return replace(answer, citations=cited, found=replace(answer.found, question=question))


def test_a_context_is_read_back_as_it_was_kept() -> None:
    context = CallerContext({"plan": "Gold"}, date(2026, 3, 1))

    assert read_context(context.written()) == context


def test_a_day_that_cannot_be_read_is_today() -> None:
    assert read_context({"plan": "Gold", "@as_of": "soon"}) == CallerContext({"plan": "Gold"})


def test_a_facet_is_set_and_taken_out_again() -> None:
    gold = CallerContext().with_facet("plan", "Gold")

    assert gold.facets == {"plan": "Gold"}
    assert gold.with_facet("plan", "Silver").facets == {"plan": "Silver"}
    assert gold.with_facet("plan", "") == CallerContext()


def test_facets_that_tell_documents_apart_are_offered_the_plan_first() -> None:
    records = [record([each]) for each in (OHIO, TEXAS, GOLD, SILVER)]

    assert choices_among(records) == (
        FacetChoice("plan", ("Gold", "Silver")),
        FacetChoice("state", ("OH", "TX")),
    )


def test_a_callers_details_are_plan_state_and_what_tables_set_side_by_side() -> None:
    metals = (Alternatives(("Bronze", "Silver"), rows=3), Alternatives(("Adult", "Child"), rows=5))
    records = [record([each]) for each in (OHIO, TEXAS)]
    records.append(replace(records[0], id="rates", alternatives=metals))

    assert caller_choices(records) == (
        FacetChoice("state", ("OH", "TX")),
        FacetChoice("Adult / Child", ("Adult", "Child")),
        FacetChoice("Bronze / Silver", ("Bronze", "Silver")),
    )


def test_a_facet_that_has_a_tables_alternatives_among_its_values_stands_for_them() -> None:
    metals = (Alternatives(("gold", "silver"), rows=3),)
    records = [replace(record([each]), alternatives=metals) for each in (GOLD, SILVER)]

    assert caller_choices(records) == (FacetChoice("plan", ("Gold", "Silver")),)


def test_a_facet_that_only_sorts_documents_is_no_callers_detail() -> None:
    texts = {"medical": "Claims", "hr": "Leave"}
    sorting = [
        replace(record([passage(title, facets={"product": name})]), title=title)
        for name, title in texts.items()
    ]
    telling = [replace(each, title="Rules") for each in sorting]

    assert caller_choices(sorting) == ()
    assert caller_choices(telling) == (FacetChoice("product", ("hr", "medical")),)


def test_a_chip_of_alternatives_without_a_name_says_the_value() -> None:
    assert chip_words("Bronze / Silver", "Silver") == "Silver"
    assert chip_words("state", "OH") == "state: OH"


def test_an_answer_from_two_plans_asks_which_one() -> None:
    assert choices_for(citing(SPOUSE), CallerContext()) == (
        FacetChoice("plan", ("Gold", "Silver")),
    )


def test_nothing_is_asked_where_the_answer_is_not_said_to_depend_on_it() -> None:
    assert choices_for(replace(citing(SPOUSE), notices=()), CallerContext()) == ()


def test_nothing_is_asked_where_the_plan_is_set_or_named() -> None:
    assert choices_for(citing(SPOUSE), CallerContext({"plan": "Gold"})) == ()
    assert choices_for(citing("how much on silver?"), CallerContext()) == ()


def test_topics_sort_documents_and_are_never_asked_for() -> None:
    claims, billing = (passage(area, facets={"area": area}) for area in ("claims", "billing"))
    answer = replace(citing(SPOUSE), citations=(Citation(1, claims), Citation(2, billing)))

    assert choices_for(answer, CallerContext()) == ()
