from __future__ import annotations

import pytest

from ingest.loaders.pdf.furniture import without_furniture
from ingest.loaders.pdf.lines import Cell, TextLine

HEAD, FOOT, MIDDLE = 0.95, 0.05, 0.5


def line(text: str, share: float, *, size: float = 10.0, bold: bool = False) -> TextLine:
    """Return a line; " / " parts cells that stand far from each other."""
    parts = text.split(" / ")
    cells = tuple(Cell(part, 100.0 * n, 100.0 * n + 50) for n, part in enumerate(parts))
    return TextLine(cells, share * 800, share * 800 + size, size, bold, share, page=1)


def kept(*pages: tuple[TextLine, ...]) -> list[str]:
    """Return what is left beside a line of text in the middle of each page."""
    whole = [[*page, line("The rule.", MIDDLE)] for page in pages]
    left = without_furniture(whole)
    return [x.text for page in left for x in page if x.text != "The rule."]


@pytest.mark.parametrize(
    "text",
    [
        "{year} monthly premiums",
        "Rates for {year}",
        "Step {page}",
        "Option {page}",
        "Lifetime maximum {amount}",
        "{year}",
        "{amount}",
    ],
)
@pytest.mark.parametrize(("share", "size"), [(HEAD, 16.0), (HEAD, 10.0), (FOOT, 10.0)])
def test_lines_that_differ_by_what_they_say_stay(text: str, share: float, size: float) -> None:
    told = [text.format(page=n, year=2024 + n, amount=2500 * (n + 1)) for n in range(1, 4)]

    assert kept(*[(line(each, share, size=size),) for each in told]) == told


@pytest.mark.parametrize(
    "text",
    [
        "Member Handbook 2026",
        "Page {page} of 6",
        "Member Handbook, page {page}",
        "FAX 555-0100 10:15 Page {page} of 6",
        "Member Handbook / {page}",
        "Member Handbook | {page}",
        "{page} \u2013 Member Handbook",
        "- {page} -",
        "{page}",
        "{later}",
        "Member Handbook {later}",
        "VerDate Sep 2014 16:21 Jkt 250001 Frm {page} Fmt 4702 Sfmt",
        "Cat. No. 28171E Internal Revenue Manual Exhibit 2.3.{section}",
        "Cat. No. 28171E / Revenue Manual / Exhibit {section}",
    ],
)
@pytest.mark.parametrize("share", [HEAD, FOOT])
def test_running_heads_and_the_numbers_of_pages_go(text: str, share: float) -> None:
    told = [text.format(page=n, later=n + 12, section=n * n % 5) for n in range(1, 7)]

    assert kept(*[(line(each, share, size=8.0),) for each in told]) == []


def test_a_lone_figure_at_the_foot_of_a_page_stays() -> None:
    assert kept((line("7500", FOOT),), ()) == ["7500"]


def test_a_running_title_on_left_and_on_right_pages_goes_with_its_numbers() -> None:
    pages = [f"{n} Member Handbook" if n % 2 == 0 else f"Fees and rules {n}" for n in range(1, 9)]

    assert kept(*[(line(each, FOOT),) for each in pages]) == []
