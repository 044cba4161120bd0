from __future__ import annotations

import pytest

from app.domain.caller_context import FacetChoice
from app.notices.facet_choices import facet_choices
from knowledge.domain.passages import Passage
from tests.builders import passage


def of(product: str, text: str) -> Passage:
    return passage(text, document_key=f"{product}.md", facets={"product": product})


@pytest.mark.parametrize(
    ("medical", "dental"),
    [
        ("The copay is $20.", "The copay is $35 a visit."),
        ("Appeal within 60 days.", "An appeal takes 30 days."),
        ("It begins on March 1, 2026.", "It begins on April 1, 2026."),
    ],
)
def test_products_that_say_other_figures_or_days_are_a_choice(medical: str, dental: str) -> None:
    cited = [of("medical", medical), of("dental", dental)]

    assert facet_choices("how much?", cited) == (FacetChoice("product", ("dental", "medical")),)


@pytest.mark.parametrize(
    ("medical", "service"),
    [
        ("The copay is $20.", "The copay is $20 for all."),
        ("The grace period is 31 days.", "Call us at any time."),
        ("Send form A.", "Read the letter first."),
    ],
)
def test_products_that_say_nothing_different_are_none(medical: str, service: str) -> None:
    assert facet_choices("how much?", [of("medical", medical), of("service", service)]) == ()


def test_only_the_words_that_carry_the_answer_count() -> None:
    medical = of("medical", "Send form A. The copay is $20.")
    service = of("service", "Send form A. A call costs $2.")

    quotes = ["Send form A.", "Send form A."]

    assert facet_choices("which form?", [medical, service], quotes) == ()
