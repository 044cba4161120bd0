from __future__ import annotations

from ingest.loaders.table_groups import with_groups
from ingest.loaders.table_rows import GridRow

ALL = ((0, 1),)


def first_cells(*rows: GridRow, width: int = 2) -> list[str]:
    told, _ = with_groups(rows, width)
    return [row.cells[0] for row in told]


def test_a_name_over_all_columns_is_told_in_the_rows_below_it() -> None:
    names = first_cells(
        GridRow(1, ("Inpatient", ""), ALL), GridRow(2, ("Surgery", "$100")),
        GridRow(3, ("Outpatient", ""), ALL), GridRow(4, ("Surgery", "$10")),
    )  # fmt: skip

    assert names == ["Inpatient: Surgery", "Outpatient: Surgery"]


def test_groups_within_groups_are_told_from_the_outermost_in() -> None:
    names = first_cells(
        GridRow(1, ("INPATIENT", ""), ALL), GridRow(2, ("Surgery", ""), ALL),
        GridRow(3, ("Class 1", "$1")), GridRow(4, ("Maternity", ""), ALL),
        GridRow(5, ("Class 1", "$2")), GridRow(6, ("OUTPATIENT", ""), ALL),
        GridRow(7, ("Class 1", "$3")),
    )  # fmt: skip

    assert names == [
        "INPATIENT: Surgery: Class 1",
        "INPATIENT: Maternity: Class 1",
        "OUTPATIENT: Class 1",
    ]


def test_a_row_whose_values_are_missing_is_no_group() -> None:
    names = first_cells(
        GridRow(1, ("Visit", "$5", "2")), GridRow(2, ("MRI", "", "")),
        GridRow(3, ("Surgery", "$9", "1")), width=3,
    )  # fmt: skip

    assert names == ["Visit", "MRI", "Surgery"]


def test_a_table_that_begins_with_a_lone_name_has_groups() -> None:
    names = first_cells(
        GridRow(1, ("Dental", "", "")), GridRow(2, ("Visit", "$5", "2")),
        GridRow(3, ("Vision", "", "")), GridRow(4, ("Visit", "$9", "1")), width=3,
    )  # fmt: skip

    assert names == ["Dental: Visit", "Vision: Visit"]


def test_a_note_over_all_columns_is_no_group() -> None:
    note = "Prior authorisation is required."

    names = first_cells(GridRow(1, (note, ""), ALL), GridRow(2, ("Surgery", "$100")))

    assert names == [note, "Surgery"]


def test_labels_of_an_empty_form_are_no_groups() -> None:
    labels = [GridRow(n, (f"Label {n}", ""), ALL) for n in range(1, 5)]

    names = first_cells(*labels, GridRow(5, ("Total", "4")))

    assert names == ["Label 1", "Label 2", "Label 3", "Label 4", "Total"]


def test_a_total_over_everything_stands_in_no_group() -> None:
    names = first_cells(GridRow(1, ("Europe", ""), ALL), GridRow(2, ("Grand total", "$9")))

    assert names == ["Grand total"]


def test_a_group_with_no_rows_below_stays_by_itself() -> None:
    assert first_cells(GridRow(1, ("Visit", "$5")), GridRow(2, ("Dental", ""), ALL)) == [
        "Visit",
        "Dental",
    ]


def test_labels_over_all_columns_whose_answers_are_missing_are_no_groups() -> None:
    rows = [GridRow(n, (f"Label {n}", ""), ALL) for n in range(1, 3)]

    assert first_cells(*rows, GridRow(3, ("Label 3", ""))) == ["Label 1", "Label 2", "Label 3"]
