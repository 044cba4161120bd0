"""Passages that say nothing are left out, and counted in the file's warnings."""

from __future__ import annotations

import pytest

from ingest.changes.preparation import without_boilerplate
from knowledge.domain.documents import DefinedTerm
from tests.builders import passage
from tests.ingest.conftest import IngestHarness

RULE = passage("Ask before you pay.")


@pytest.mark.parametrize(
    "text",
    [
        "* * *",
        "____",
        "This page intentionally left blank.",
        "Diese Seite wurde absichtlich leer gelassen.",
        "Back to top",
        "Page 3 of 12",
        "\u00a9 2026 Sunrise Health Plan. All rights reserved.\nPage 4",
    ],
)
def test_what_stands_anywhere_is_left_out(text: str) -> None:
    assert without_boilerplate([RULE, passage(text)]) == [RULE]


@pytest.mark.parametrize(
    "text",
    ["7", "No.", "The page is intentionally left blank by the member.", "Go to the top floor."],
)
def test_short_words_below_a_heading_and_real_sentences_stay(text: str) -> None:
    said = passage(text, headings=("Visits a year",))

    assert without_boilerplate([said, RULE]) == [said, RULE]


def test_a_lone_number_without_a_heading_is_left_out() -> None:
    assert without_boilerplate([passage("12", headings=()), RULE]) == [RULE]


def test_a_document_is_never_emptied() -> None:
    blank = passage("Page 1")

    assert without_boilerplate([blank]) == [blank]


def test_an_ingest_keeps_what_a_document_defines_until_it_is_gone(harness: IngestHarness) -> None:
    file = harness.write("a.md", "# Leave\n\nPaid time off (PTO) is earned.\n")
    harness.write("b.md", "# Fees\n\nThe fee is $10.\n")

    harness.ingest()
    defined = [each.terms for each in harness.records()]
    file.unlink()
    harness.ingest()

    assert defined == [(DefinedTerm(("PTO", "Paid time off")),), ()]
    assert [each.terms for each in harness.records()] == [()]


def test_an_ingest_counts_what_it_left_out(harness: IngestHarness) -> None:
    harness.write(
        "a.md", "# Fees\n\nThe fee is $10.\n\n# Blank\n\nThis page intentionally left blank.\n"
    )

    report = harness.ingest()

    assert [each.text for each in harness.passages()] == ["The fee is $10."]
    assert report.files[0].warnings == (
        "1 passage that says nothing (a page number, a rule, an empty-page notice) was left out.",
    )
