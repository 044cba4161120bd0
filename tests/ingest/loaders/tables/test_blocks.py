from __future__ import annotations

from ingest.loaders.content.outline import Outline
from ingest.loaders.tables.blocks import add_rows, add_table, with_groups
from ingest.loaders.tables.rows import GridRow
from knowledge.domain.documents import Block, BlockKind


def blocks(*rows: tuple[str, ...], where: str = "sheet Fees") -> tuple[Block, ...]:
    outline = Outline()
    add_rows(outline, [GridRow(n, cells) for n, cells in enumerate(rows, start=1)], where=where)
    return tuple(block for section in outline.sections() for block in section.blocks)


def test_rows_stand_under_their_header_with_the_place_where_they_are() -> None:
    made = blocks(("Visit", "Copay"), ("Office", "$25"), ("Emergency", "$300"))

    assert made == (
        Block(
            "Visit | Copay\nOffice | $25\nEmergency | $300",
            BlockKind.TABLE,
            place="sheet Fees, rows 2-3",
        ),
    )


def test_many_rows_become_groups_that_repeat_the_header() -> None:
    rows = [(f"Service {n}", "a benefit of some length " * 4) for n in range(20)]

    made = blocks(("Service", "Benefit"), *rows)

    assert len(made) > 1
    assert {block.text.split("\n")[0] for block in made} == {"Service | Benefit"}
    assert [block.place for block in made][:2] == ["sheet Fees, rows 2-7", "sheet Fees, rows 8-13"]


def test_a_title_above_the_table_is_text_and_not_its_header() -> None:
    made = blocks(("Fees of 2026", ""), ("Visit", "Copay"), ("Office", "$25"))

    assert [(block.text, block.place) for block in made] == [
        ("Fees of 2026", "sheet Fees, row 1"),
        ("Visit | Copay\nOffice | $25", "sheet Fees, row 3"),
    ]


def test_rows_after_a_gap_go_on_under_the_same_header() -> None:
    made = blocks(("Visit", "Copay"), ("Office", "$25"), ("", ""), ("Emergency", "$300"))

    assert [block.text for block in made] == [
        "Visit | Copay\nOffice | $25",
        "Visit | Copay\nEmergency | $300",
    ]


def test_a_second_table_of_other_columns_has_its_own_header() -> None:
    made = blocks(
        ("Visit", "Copay", ""), ("Office", "$25", ""), ("", "", ""), ("Plan", "Region", "Code"),
        ("Gold", "North", "G1"),
    )  # fmt: skip

    assert [block.text for block in made] == [
        "Visit | Copay\nOffice | $25",
        "Plan | Region | Code\nGold | North | G1",
    ]


def test_a_row_that_fills_a_passage_names_the_column_of_each_cell() -> None:
    answer = "Take it with food. " * 30

    made = blocks(("Question", "Answer"), ("How is it taken?", answer))

    assert made == (
        Block(
            f"Question: How is it taken?\nAnswer: {answer.strip()}",
            BlockKind.RECORD,
            place="sheet Fees, row 2",
        ),
    )


def test_numbers_are_no_header() -> None:
    made = blocks(("2025", "1,200"), ("2026", "1,300"), where="")

    assert made == (Block("2025 | 1,200\n2026 | 1,300", BlockKind.LIST, place="rows 1-2"),)


def test_every_group_of_rows_says_which_group_of_the_table_it_belongs_to() -> None:
    def part(name: str, first: int) -> list[GridRow]:
        over_all = GridRow(first, (name, ""), merged=((0, 1),))
        long = "a class of surgery with a long name"
        return [over_all, *(GridRow(first + n, (f"{long} {n}", f"${n}")) for n in range(1, 30))]

    outline = Outline()
    add_rows(outline, [GridRow(1, ("Benefit", "Copay")), *part("INPATIENT", 2), *part("OUT", 40)])
    made = outline.sections()[0].blocks

    assert len(made) > 2
    assert {block.text.split("\n")[0] for block in made} == {"Benefit | Copay"}
    assert "OUT: a class of surgery with a long name 29 | $29" in made[-1].text


def test_a_row_of_many_figures_is_told_with_the_year_of_each_under_its_own_name() -> None:
    years = tuple(map(str, range(1970, 2040)))

    made = blocks(("Class", *years), ("Class 0", *[f"${year}" for year in range(70)]))

    assert made[0].kind is BlockKind.RECORD
    assert made[0].text.split("\n")[:3] == ["Class: Class 0:", "- 1970: $0", "- 1971: $1"]


def test_names_of_a_second_table_are_not_values_of_the_first() -> None:
    made = blocks(
        ("Plan", "2025", "2026"), ("Gold", "100", "110"), ("Silver", "90", "95"), ("", "", ""),
        ("Service", "Copay", "Limit"), ("Visit", "25", "2"),
    )  # fmt: skip

    assert made[-1].text == "Service | Copay | Limit\nVisit | 25 | 2"


def test_a_header_that_an_export_says_again_is_told_once() -> None:
    made = blocks(("Plan", "Copay"), ("Gold", "$5"), ("Plan", "Copay"), ("Silver", "$9"))

    assert made[0].text == "Plan | Copay\nGold | $5\nSilver | $9"


def test_a_title_stands_in_the_corner_of_a_table_that_leaves_it_blank() -> None:
    made = blocks(("Rates of 2026", "", ""), ("", "Gold", "Silver"), ("Single", "$5", "$4"))

    assert [block.text for block in made] == [
        "Rates of 2026",
        "Rates of 2026 | Gold | Silver\nSingle | $5 | $4",
    ]


def test_a_documents_table_with_wide_rows_names_the_column_of_each_cell() -> None:
    outline = Outline()
    long = "They must be agreed with the manager. " * 8

    add_table(outline, [
        GridRow(1, ("Topic", "Before", "Now")), GridRow(2, ("Hours", long, long)),
    ])  # fmt: skip

    block = outline.sections()[0].blocks[0]
    assert block.kind is BlockKind.RECORD
    assert block.text == f"Topic: Hours\nBefore: {long.strip()}\nNow: {long.strip()}"


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
