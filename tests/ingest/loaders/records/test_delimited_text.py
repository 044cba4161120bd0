from __future__ import annotations

import pytest

from ingest.loaders.records.delimited_text import load_delimited
from knowledge.domain.documents import Block, BlockKind
from tests.ingest.loaders.conftest import Write


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_by_looking(write: Write, separator: str) -> None:
    rows = ["Plan;Copay", "Gold, large;25", "Silver, small;40"]
    text = "\n".join(row.replace(", ", " ").replace(";", separator) for row in rows)

    loaded = load_delimited(write("fees.csv", text))

    assert loaded.sections[0].blocks == (
        Block(
            "Plan | Copay\nGold large | 25\nSilver small | 40", BlockKind.TABLE, place="rows 2-3"
        ),
    )


def test_a_quoted_field_keeps_separators_and_line_breaks(write: Write) -> None:
    loaded = load_delimited(write("a.csv", 'Name,Note\n"Doe, Jane","first\nsecond"\n'))

    assert loaded.sections[0].blocks[0].text == "Name | Note\nDoe, Jane | first second"


def test_a_western_encoding_and_the_line_that_excel_puts_first_are_understood(write: Write) -> None:
    text = (
        "sep=;\nStadt;Preis\nK\u00f6ln;3\nM\u00fcnchen;4\nD\u00fcsseldorf;5\n" + "Gr\u00fcn;6\n" * 9
    )

    loaded = load_delimited(write("a.csv", text.encode("cp1252")))

    assert (
        loaded.sections[0].blocks[0].text.startswith("Stadt | Preis\nK\u00f6ln | 3\nM\u00fcnchen")
    )
    assert loaded.sections[0].blocks[0].place == "rows 3-14"


def test_an_empty_table_gives_nothing(write: Write) -> None:
    assert load_delimited(write("a.csv", "\n,,\n")).sections == ()
