"""Suggested follow-ups come from the sources, near what was cited, and were not asked yet."""

from __future__ import annotations

from dataclasses import replace

from app.domain.answers import Answer, Citation
from app.service.suggestions import follow_ups
from knowledge.domain.passages import Passage
from tests.builders import passage
from tests.scripted_assistant import answered

ABOUT = "What about {heading}?"


def section(number: int, heading: str, text: str = "Some rule.") -> Passage:
    return passage(text, position=number, title="Premiums", headings=("Premiums", heading))


def citing(*cited: Passage) -> Answer:
    return replace(
        answered("when is the premium due?"),
        citations=tuple(Citation(number, each) for number, each in enumerate(cited, 1)),
    )


DUE = section(2, "1. Due date")
GRACE = section(3, "2. Grace period", "A premium that is late has a grace period.")
NOTICES = section(4, "3. Notices", "The grace period is told in notices.")
SCOPE = section(1, "Scope")


def suggested(answer: Answer, *beside: Passage, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
    return follow_ups(answer, beside, ("when is the premium due?", *asked), about=ABOUT)


def test_neighbouring_headings_are_suggested_the_nearest_first() -> None:
    found = suggested(citing(DUE), SCOPE, DUE, NOTICES, GRACE)

    assert found == ("What about grace period?", "What about notices?")


def test_what_was_asked_is_not_suggested_again() -> None:
    found = suggested(citing(DUE), GRACE, NOTICES, asked=("how long is the grace period?",))

    assert found == ("What about notices?",)


def test_a_written_question_is_suggested_as_it_stands() -> None:
    faq = section(3, "Payment", "Q2. Can I pay by card? Yes, at no charge.")

    found = suggested(citing(DUE), faq)

    assert found == ("What about payment?", "Can I pay by card?")


def test_a_name_keeps_its_capital() -> None:
    medicare = section(3, "Medicare members", "Those on Medicare pay nothing.")

    assert suggested(citing(DUE), medicare) == ("What about Medicare members?",)


def test_at_most_three_are_suggested() -> None:
    many = [section(3 + n, heading) for n, heading in enumerate(("Fees", "Cards", "Cash", "Banks"))]

    found = suggested(citing(DUE), *many)

    assert len(found) == 3


def test_sections_that_every_document_has_are_left_out() -> None:
    assert suggested(citing(DUE), SCOPE, section(3, "Revision history")) == ()


def test_documents_that_are_not_cited_suggest_nothing() -> None:
    other = passage("x", document_key="other.md", position=3, headings=("Other", "Salaries"))

    assert suggested(citing(DUE), other) == ()


def test_a_refusal_suggests_nothing() -> None:
    assert suggested(citing(), GRACE, NOTICES) == ()
