"""Sentences made from tables."""

from __future__ import annotations

from dataclasses import replace

from labs.checker.quality import measure_cells
from labs.checker.tables import Binding, BoundCase, is_held_out, table_cases
from tests.builders import passage

COSTS = replace(
    passage(
        "Service | Bronze | Silver\n"
        "Primary care visit | $45 | $35\n"
        "Urgent care visit | $110 | $80\n"
        "Specialist visit | $95 | $75",
        title="Costs",
    ),
    source="costs.md",
)


def test_wrong_sentences_have_a_neighbours_figure() -> None:
    made = table_cases([COSTS])

    assert {case.binding for case in made} == {
        Binding.RIGHT,
        Binding.ROW_FIGURE,
        Binding.COLUMN_FIGURE,
        Binding.EXCHANGED,
    }
    assert {case.form for case in made} == {"table", "prose"}
    assert made == table_cases([COSTS])


def test_a_table_without_a_header_of_words_makes_none() -> None:
    assert table_cases([passage("1 | 2\nRow one | $3\nRow two | $4")]) == []


def test_all_of_a_document_falls_on_one_side() -> None:
    assert {case.held_out for case in table_cases([COSTS])} == {is_held_out("costs.md")}


def test_right_sentences_count_when_passed_and_wrong_ones_when_found() -> None:
    made = [
        BoundCase(COSTS, "A specialist visit is $75 on Silver", Binding.RIGHT, "table"),
        BoundCase(COSTS, "A specialist visit is $95 on Silver", Binding.COLUMN_FIGURE, "table"),
    ]

    shares = {share.kind: share.share.mean for share in measure_cells(made)}

    assert shares == {
        "of a table, right, passed": 1.0,
        "of a table, wrong, found": 1.0,
        "  figure of another column, table": 1.0,
    }
