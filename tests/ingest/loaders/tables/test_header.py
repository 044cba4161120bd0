from __future__ import annotations

import pytest

from ingest.loaders.tables.header import column_names, header_rows
from ingest.loaders.tables.rows import GridRow, SpanningCell, laid_out


def rows(*cells: tuple[str, ...]) -> list[GridRow]:
    return [GridRow(number, row) for number, row in enumerate(cells, start=1)]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            (("Plan", "2025", "2026"), ("Gold", "100", "110"), ("Silver", "90", "95")), id="years"
        ),
        pytest.param(
            (("Plan", "0-17", "18-29"), ("Gold", "100", "110"), ("Silver", "90", "95")), id="ages"
        ),
        pytest.param(
            (("Age", "$500", "$1,000"), ("20", "120", "110"), ("21", "121", "111")), id="amounts"
        ),
        pytest.param(
            (("Plan", "2026-01-01", "2027-01-01"), ("Gold", "100", "110")), id="days"
        ),
        pytest.param(
            (
                ("Deductible", "500", "1000"),
                ("Age 20", "120", "110"),
                ("Age 21", "121", "111"),
                ("Age 22", "122", "112"),
            ),
            id="figures far from those below",
        ),
        pytest.param(
            (("Plan", "1", "2", "3"), ("Gold", "4", "9", "2"), ("Silver", "3", "7", "1")),
            id="counted columns",
        ),
        pytest.param(
            (("Plan", "Copay", "Limit", "Copay"), ("Gold", "$5", "2", "$9")), id="a name twice"
        ),
        pytest.param((("", "2025", "2026"), ("Gold", "yes", "no")), id="years over words"),
    ],
)  # fmt: skip
def test_a_first_row_that_stands_apart_from_the_values_below_holds_names(
    table: tuple[tuple[str, ...], ...],
) -> None:
    assert header_rows(rows(*table)) == (0, 1)


@pytest.mark.parametrize(
    "table",
    [
        pytest.param((("2025", "1,200"), ("2026", "1,300")), id="years all the way down"),
        pytest.param(
            (
                ("Plan A", "100", "110"),
                ("Plan B", "101", "111"),
                ("Plan C", "102", "112"),
                ("Plan D", "103", "113"),
            ),
            id="figures like those below",
        ),
        pytest.param(
            (("Gold", "yes", "yes"), ("Silver", "no", "yes")), id="words like those below"
        ),
        pytest.param((("Gold", "$5", "20%"), ("Silver", "10%", "$9")), id="mixed figures"),
    ],
)
def test_a_first_row_like_the_values_below_is_one_of_them(
    table: tuple[tuple[str, ...], ...],
) -> None:
    assert header_rows(rows(*table)) is None


def test_names_over_several_columns_are_joined_with_the_names_below_them() -> None:
    table = laid_out(
        [
            [SpanningCell("Service", down=2), SpanningCell("In network", across=2)],
            [SpanningCell("Copay"), SpanningCell("Coinsurance")],
            [SpanningCell("Office visit"), SpanningCell("$25"), SpanningCell("0%")],
        ]
    )

    found = header_rows(table)

    assert found == (0, 2)
    assert column_names(table[:2]) == ("Service", "In network, Copay", "In network, Coinsurance")


def test_a_name_with_blanks_at_its_right_stands_over_them_too() -> None:
    table = rows(
        ("Service", "In network", "", "Out of network", ""),
        ("", "Copay", "Coinsurance", "Copay", "Coinsurance"),
        ("Office visit", "$25", "0%", "$50", "40%"),
    )

    found = header_rows(table)

    assert found == (0, 2)
    assert column_names(table[:2])[2:4] == ("In network, Coinsurance", "Out of network, Copay")


def test_a_name_over_four_columns_counts_as_full_as_the_names_below_it() -> None:
    four = [SpanningCell(f"Part {number}") for number in range(4)]
    table = laid_out(
        [
            [SpanningCell(""), SpanningCell("All of 2026", across=4)],
            [SpanningCell("Service"), *four],
            [SpanningCell("Visit"), *[SpanningCell(f"${n}") for n in range(4)]],
        ]
    )

    assert header_rows(table) == (0, 2)


def test_rows_that_the_format_calls_header_are_the_header() -> None:
    table = laid_out(
        [[SpanningCell("100"), SpanningCell("200")], [SpanningCell("101"), SpanningCell("201")]],
        heads=[True, False],
    )

    assert header_rows(table) == (0, 1)


def test_values_of_the_first_row_are_not_taken_for_a_second_row_of_names() -> None:
    table = laid_out(
        [
            [SpanningCell(""), SpanningCell("Coverage", across=2)],
            [SpanningCell("Gold"), SpanningCell("Yes"), SpanningCell("No")],
            [SpanningCell("Silver"), SpanningCell("Yes"), SpanningCell("Yes")],
        ]
    )

    assert header_rows(table) == (0, 1)


def test_a_long_note_over_several_columns_is_passed_over() -> None:
    note = (
        "Only the columns that are marked below are asked for in every state of the country. " * 2
    )
    table = laid_out(
        [
            [SpanningCell("2026"), SpanningCell(note, across=3)],
            [SpanningCell(name) for name in ("Field", "Type", "Needed", "Where")],
            [SpanningCell(name) for name in ("Name", "text", "yes", "PID-5")],
        ]
    )

    assert header_rows(table) == (1, 2)
