"""Figures bound to the row and the column that a sentence names."""

from __future__ import annotations

import pytest

from app.domain.answers import Support
from app.grounding.cells import misplaced, misplaced_words
from app.grounding.support import check_sentences
from knowledge.domain.passages import Passage
from tests.builders import passage

COSTS = passage(
    "Service | Bronze | Silver | Gold\n"
    "Primary care visit | $45 | $35 | $20\n"
    "Urgent care visit | $110 | $80 | $55\n"
    "Specialist visit | $95 | $75 | $50\n"
    "Advanced imaging (MRI, CT) | $475 | $325 | $200\n\n"
    "A visit by video is free of charge.",
    title="Cost sharing 2027",
)
MEALS = passage(
    "Expense | Limit\n"
    "Breakfast while traveling | $18\n"
    "Lunch while traveling | $22\n"
    "Dinner while traveling | $45"
)
ENUMERATED = passage(
    "A visit to a specialist costs $95 on Bronze, $75 on Silver and $50 on Gold.", title="Plans"
)
LISTED = passage("The limits are:\n\n- Breakfast: $18\n- Lunch: $22\n- Dinner: $45")
LEAVE = passage(
    "Years of service | Days in a full year\n0 to 2 | 20\n3 to 5 | 23\n6 to 9 | 26", title="Leave"
)
DRUGS = passage(
    "Drug | Used for | Tier | Limits\n"
    "Erenumab | Migraine | Tier 3 | QL 1 injector per 30 days\n"
    "Gabapentin | Nerve pain | Tier 1 | QL 180 capsules per 30 days\n"
    "Naloxone | Overdose reversal | Tier 0 | none"
)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("A specialist visit is $75 on Silver", COSTS),
        ("On Silver, you pay $75 for a specialist", COSTS),
        ("A primary care visit is $35 on Silver and $20 on Gold", COSTS),
        ("Primary care: Bronze $45, Silver $35, Gold $20", COSTS),
        ("Bronze and Gold have $95 and $50 for a specialist visit", COSTS),
        ("On Gold, a specialist visit is $50 and an urgent care visit is $55", COSTS),
        ("An MRI costs $325 on Silver in 2027", COSTS),
        ("Specialist visits cost between $50 and $95", COSTS),
        ("Bei einem Specialist visit kostet Silver $75", COSTS),
        ("Para Specialist visit, Silver cuesta $75", COSTS),
        ("You can claim up to $45 for dinner while traveling", MEALS),
        ("A specialist costs $75 on Silver", ENUMERATED),
        ("Dinner is limited to $45", LISTED),
        ("With 3 to 5 years of service there are 23 days in a full year", LEAVE),
        ("Gabapentin is in Tier 1, limited to 180 capsules per 30 days", DRUGS),
        ("The amounts are $50 and $75", COSTS),
    ],
)
def test_a_figure_in_its_row_and_column_is_in_place(text: str, cited: Passage) -> None:
    assert misplaced([text], [cited]) == ()


@pytest.mark.parametrize(
    ("text", "cited", "figures"),
    [
        ("A specialist visit is $50 on Silver", COSTS, ("50",)),
        ("A specialist visit is $35 on Silver", COSTS, ("35",)),
        ("On Silver, you pay $50 for a specialist", COSTS, ("50",)),
        ("$50 on Silver", COSTS, ("50",)),
        ("Primary care: Bronze $35, Silver $45", COSTS, ("35", "45")),
        ("Gold and Bronze have $95 and $50 for a specialist visit", COSTS, ("95", "50")),
        ("On Gold, a specialist visit is $55 and urgent care is $50", COSTS, ("55", "50")),
        ("An MRI costs $80 on Silver", COSTS, ("80",)),
        ("Bei einem Specialist visit kostet Silver $50", COSTS, ("50",)),
        ("Para Specialist visit, Silver cuesta $50", COSTS, ("50",)),
        ("$18 for dinner", MEALS, ("18",)),
        ("A specialist costs $50 on Silver", ENUMERATED, ("50",)),
        ("Dinner is limited to $18", LISTED, ("18",)),
        ("With 3 to 5 years of service there are 26 days in a full year", LEAVE, ("26",)),
        ("Gabapentin is in Tier 3", DRUGS, ("3",)),
    ],
)
def test_a_figure_of_another_row_or_column_is_misplaced(
    text: str, cited: Passage, figures: tuple[str, ...]
) -> None:
    assert misplaced([text], [cited]) == figures


def test_a_figure_that_another_table_has_in_its_place_is_in_place() -> None:
    older = passage(
        "Service | Bronze | Silver\nPrimary care visit | $40 | $30\nSpecialist visit | $90 | $70",
        title="Cost sharing 2026",
    )

    assert misplaced(["A specialist visit is $70 on Silver"], [COSTS, older]) == ()
    assert misplaced(["In 2027, a specialist visit is $75 on Silver"], [COSTS, older]) == ()
    assert misplaced(["From $70 on Silver, a visit rises to $75 in 2027"], [COSTS, older]) == ()
    assert misplaced(["In 2027, a specialist visit is $70 on Silver"], [COSTS, older]) == ("70",)
    assert misplaced(["In 2026, a specialist visit is $75 on Silver"], [COSTS, older]) == ("75",)


def test_a_figure_that_the_text_below_carries_needs_no_cell() -> None:
    noted = passage(
        f"{COSTS.text} After ten visits, a specialist visit on Silver costs $50.", title="Costs"
    )

    assert misplaced(["After ten visits a specialist visit costs $50 on Silver"], [noted]) == ()


def test_verbatim_words_are_never_misplaced() -> None:
    assert misplaced(["Specialist visit | $95 | $75 | $50"], [COSTS]) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gabapentin is used for nerve pain", ()),
        ("Gabapentin is used for migraine", ("Migraine",)),
        ("Gabapentin treats overdose reversal", ("Overdose reversal",)),
        ("Gabapentin is also no cure for migraine", ()),
    ],
)
def test_words_of_another_row_are_misplaced(text: str, words: tuple[str, ...]) -> None:
    assert misplaced_words([text], [DRUGS]) == words


def test_each_cell_of_a_table_in_an_answer_is_bound() -> None:
    answer = "| Plan | Specialist visit |\n|---|---|\n| Silver | $50 [1] |\n| Gold | $50 [1] |\n"

    judged = [(each.support, each.reason) for each in check_sentences(answer, [COSTS])]

    assert judged == [
        (Support.UNSUPPORTED, "The table has 50 in another row or column."),
        (Support.SUPPORTED, ""),
    ]
