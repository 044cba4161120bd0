"""Where a question names a time: in which clause, led by what, beside which others."""

from __future__ import annotations

from datetime import date

import pytest

from app.dates.named_times import named_times
from app.dates.question_clauses import Lead, TimeMention, places_of

TODAY = date(2026, 11, 20)


def mentions(question: str) -> list[TimeMention]:
    return places_of(question, named_times(question, TODAY))


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("what is the deductible in 2027?", Lead.AT),
        ("what is the deductible as of 2027?", Lead.AT),
        ("what is the deductible for 2027?", Lead.FOR),
        ("what is the copay starting 2027?", Lead.FROM),
        ("what is the 2027 deductible?", Lead.NONE),
        ("wie hoch ist der Selbstbehalt ab 2027?", Lead.FROM),
    ],
)
def test_what_leads_a_time_is_told(question: str, lead: Lead) -> None:
    (mention,) = mentions(question)

    assert mention.lead is lead


def test_a_time_stands_in_its_own_clause_beside_the_others() -> None:
    (mention,) = mentions("I was hired in 2019, what is the deductible?")

    assert mention.clause.text.startswith("I was hired in")
    assert [other.text.strip() for other in mention.others] == ["what is the deductible"]


def test_what_stands_around_a_time_leaves_it_and_its_lead_out() -> None:
    (mention,) = mentions("what is the deductible in 2027 on Silver?")

    assert mention.around.split() == ["what", "is", "the", "deductible", "on", "Silver"]


def test_a_request_is_no_part_of_the_clause_that_it_asks() -> None:
    (mention,) = mentions("can you tell me whether vision is covered in 2027?")

    assert mention.clause.whether
    assert mention.clause.text.startswith("vision is covered")


def test_each_time_has_a_mention_of_its_own_in_order() -> None:
    found = mentions("is it higher in 2027 than in 2026?")

    assert [mention.time.words for mention in found] == ["2027", "2026"]
