from __future__ import annotations

from ingest.loaders.tables.rows import GridRow, SpanningCell, laid_out, without_empty


def test_a_cell_over_rows_and_columns_is_told_in_each_row_and_keeps_its_width() -> None:
    made = laid_out(
        [
            [SpanningCell("both", across=2, down=2), SpanningCell("a")],
            [SpanningCell("b")],
            [SpanningCell("x"), SpanningCell("y"), SpanningCell("z")],
        ]
    )

    assert made == [
        GridRow(1, ("both", "", "a"), merged=((0, 1),)),
        GridRow(2, ("both", "", "b"), merged=((0, 1),)),
        GridRow(3, ("x", "y", "z")),
    ]


def test_columns_and_rows_that_hold_nothing_go_and_spans_shrink_with_them() -> None:
    table = [
        GridRow(1, ("over", "", "", "end"), merged=((0, 2),)),
        GridRow(2, ("", "", "", "")),
        GridRow(3, ("a", "", "b", "c")),
    ]

    assert without_empty(table) == [
        GridRow(1, ("over", "", "end"), merged=((0, 1),)),
        GridRow(3, ("a", "b", "c")),
    ]
