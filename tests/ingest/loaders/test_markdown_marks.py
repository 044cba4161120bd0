"""Marks that other programs add to Markdown."""

from __future__ import annotations

import pytest

from ingest.loaders.markdown_text import load_markdown
from tests.ingest.loaders.conftest import Write


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("See [[forms/c9|the form]] and [[Fees]].", ["See the form and Fees."]),
        ("> [!WARNING] Late\n> Ten days.", ["Warning: Late Ten days."]),
        ("Limit $500.[^1]\n\n[^1]: In network.", ["Limit $500.[1]", "[1] In network."]),
        ("[^a]: word", ["[a] word"]),
        ("```\n[[x|y]] [^1]\n```\n[[x|y]]", ["[[x|y]] [^1]", "y"]),
        (
            "+------+-----+\n| Plan | Fee |\n+======+=====+\n| Gold | ten |\n|      | USD |\n"
            "+------+-----+",
            ["Plan | Fee\nGold | ten USD"],
        ),
        ("+ one\n+ two", ["- one\n- two"]),
    ],
)
def test_marks_are_read_as_they_are_shown(write: Write, text: str, blocks: list[str]) -> None:
    loaded = load_markdown(write("a.md", text))

    found = [block.text.strip() for section in loaded.sections for block in section.blocks]
    assert found == blocks


def test_the_name_of_a_heading_is_no_part_of_it(write: Write) -> None:
    loaded = load_markdown(write("a.md", "# Fees {#fees}\n\nTen."))

    assert loaded.sections[0].headings == ("Fees",)
