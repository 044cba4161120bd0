"""What reads like a table."""

from __future__ import annotations

from app.grounding.grids import Grid, cells_of, claims_of, grids_of
from tests.builders import passage


def test_a_table_is_read_with_its_header() -> None:
    table = passage("Plan | Copay\nSilver | $30\nGold | $20", title="Costs", headings=("2027",))

    assert list(grids_of(table)) == [
        Grid((("Silver", "$30"), ("Gold", "$20")), ("Plan", "Copay"), "Costs\n2027\n")
    ]


def test_short_rows_are_filled_up() -> None:
    (grid,) = grids_of(passage("Plan | Copay | Note\nSilver | $30\nGold | $20 | none"))

    assert grid.rows == (("Silver", "$30", ""), ("Gold", "$20", "none"))


def test_a_sentence_that_enumerates_reads_like_a_table() -> None:
    (grid,) = grids_of(passage("Members pay $25 on Bronze and $35 on Silver."))

    assert [name.split() for name, _ in grid.rows] == [
        ["Members", "pay", "on", "Bronze"],
        ["Members", "pay", "on", "Silver."],
    ]


def test_a_sentence_with_one_figure_is_no_table() -> None:
    assert list(grids_of(passage("Members pay $25 on Bronze and nothing on Silver."))) == []


def test_items_with_figures_read_like_a_table() -> None:
    (grid,) = grids_of(passage("The limits are:\n\n- Breakfast: $18\n- Dinner: $45"))

    assert [figure for _, figure in grid.rows] == ["Breakfast: $18", "Dinner: $45"]


def test_cells_stand_without_the_bars_around_them() -> None:
    assert cells_of("| Job level |  | Description |") == ("Job level", "", "Description")


def test_a_row_claims_each_cell_below_its_name() -> None:
    assert claims_of("Silver | $30 | none", "Plan | Copay | Fee") == [
        "Silver: Copay $30",
        "Silver: Fee none",
    ]
    assert claims_of("It costs $30.", "") == ["It costs $30."]
