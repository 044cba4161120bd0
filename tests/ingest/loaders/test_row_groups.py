from __future__ import annotations

from ingest.loaders.outline import Outline
from ingest.loaders.row_groups import GridRow, add_rows
from knowledge.documents import Block, BlockKind


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
            BlockKind.LIST,
            place="sheet Fees, row 2",
        ),
    )


def test_numbers_are_no_header() -> None:
    made = blocks(("2025", "1,200"), ("2026", "1,300"), where="")

    assert made == (Block("2025 | 1,200\n2026 | 1,300", BlockKind.TABLE, place="rows 1-2"),)
