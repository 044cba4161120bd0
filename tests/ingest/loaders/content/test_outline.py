"""Headings and blocks become sections."""

from __future__ import annotations

from ingest.loaders.content.outline import Outline, one_line, table_text, without_empty_columns


def paths(outline: Outline) -> list[tuple[tuple[str, ...], list[str]]]:
    return [(each.headings, [b.text for b in each.blocks]) for each in outline.sections()]


def test_a_heading_closes_those_of_its_level_and_below() -> None:
    outline = Outline()
    outline.block("Before.")
    for level, heading in ((1, "Leave"), (3, "Sick"), (2, " Paid\n leave "), (1, "Pay")):
        outline.heading(level, heading)
        outline.block(f"On {heading.strip()[:4]}.")

    assert paths(outline) == [
        ((), ["Before."]),
        (("Leave",), ["On Leav."]),
        (("Leave", "Sick"), ["On Sick."]),
        (("Leave", "Paid leave"), ["On Paid."]),
        (("Pay",), ["On Pay."]),
    ]


def test_what_is_within_a_tab_stands_under_its_name_and_the_rest_does_not() -> None:
    outline = Outline()
    outline.heading(2, "Plans")
    with outline.within("Gold"):
        outline.heading(1, "Costs")
        outline.block("$5.")
    outline.block("All plans.")

    told = [(each.headings, each.blocks[0].text) for each in outline.told_sections()]

    assert told == [(("Plans", "Gold", "Costs"), "$5."), (("Plans",), "All plans.")]


def test_empty_blocks_cells_and_columns_are_dropped() -> None:
    outline = Outline()
    outline.block(" \n ")
    rows = without_empty_columns([["Plan", "", "Cost"], ["Gold", "", "$5"], ["", "", ""]])

    assert outline.sections() == ()
    assert one_line(" a \n b ") == "a b"
    assert table_text(rows) == "Plan | Cost\nGold | $5"
