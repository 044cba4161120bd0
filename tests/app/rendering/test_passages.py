"""A passage as the reader sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.rendering.passages import in_force, pages, passage_html, place_line, safe_link, section
from tests.scripted_assistant import LIFE_EVENTS


def test_the_quoted_words_are_marked() -> None:
    html = passage_html("A wedding counts. It must be told in 60 days.", ["A wedding counts."])

    assert html == "<p><mark>A wedding counts.</mark> It must be told in 60 days.</p>"


def test_a_quote_is_found_across_line_breaks_and_letter_case() -> None:
    html = passage_html("A wedding\ncounts. More.", ["a wedding counts."])

    assert html == "<p><mark>A wedding</mark><br><mark>counts.</mark> More.</p>"


def test_a_quote_that_is_not_there_marks_nothing() -> None:
    assert passage_html("A wedding counts.", ["A birth counts."]) == "<p>A wedding counts.</p>"


def test_rows_of_cells_are_a_table_and_a_quoted_row_is_marked() -> None:
    html = passage_html("Plan | Copay\nGold | $20\nSilver | $40", ["Silver | $40"])

    assert html == (
        '<div class="cw-table" tabindex="0"><table>'
        "<thead><tr><th>Plan</th><th>Copay</th></tr></thead>"
        "<tbody><tr><td>Gold</td><td>$20</td></tr>"
        "<tr><td><mark>Silver</mark></td><td><mark>$40</mark></td></tr></tbody></table></div>"
    )


def test_a_documents_own_html_is_shown_not_run() -> None:
    html = passage_html('<img src=x onerror="alert(1)"> & more', ['onerror="alert(1)"'])

    assert html == ("<p>&lt;img src=x <mark>onerror=&quot;alert(1)&quot;</mark>&gt; &amp; more</p>")


def test_list_items_are_a_list_without_their_bullets() -> None:
    html = passage_html("- one\n- two words", ["two words"])

    assert html == "<ul><li>one</li><li><mark>two words</mark></li></ul>"


def test_numbered_items_keep_their_numbers() -> None:
    html = passage_html("1. one\n2. two")

    assert html == '<ul class="cw-plain"><li>1. one</li><li>2. two</li></ul>'


def test_the_section_is_the_heading_path_below_the_title() -> None:
    passage = replace(LIFE_EVENTS, headings=("Qualifying Life Events", "2 Marriage", "2.1 Days"))

    assert section(passage) == "2 Marriage \u203a 2.1 Days"


@pytest.mark.parametrize(
    ("first", "last", "place", "expected"),
    [
        (4, 4, "", "p. 4"),
        (4, 5, "", "pp. 4\u20135"),
        (None, None, "sheet Rates", "sheet Rates"),
        (None, None, "", ""),
    ],
)
def test_pages_are_told_where_there_are_any(
    first: int | None, last: int | None, place: str, expected: str
) -> None:
    passage = replace(LIFE_EVENTS, first_page=first, last_page=last, place=place)

    assert pages(passage) == expected


def test_what_is_not_known_leaves_no_gap_in_the_line() -> None:
    passage = replace(LIFE_EVENTS, first_page=None, last_page=None)

    assert place_line(passage) == "2 Marriage \u00b7 version 2026"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), "1 Jan 2026 to 31 Dec 2026"),
        (date(2026, 1, 1), None, "from 1 Jan 2026"),
        (None, date(2026, 12, 31), "until 31 Dec 2026"),
        (None, None, ""),
    ],
)
def test_days_in_force_cannot_be_misread(
    first: date | None, last: date | None, expected: str
) -> None:
    assert in_force(first, last) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "//x",
        "http://[x",
    ],
)
def test_an_address_that_a_browser_must_not_open_is_no_link(url: str) -> None:
    assert safe_link(url) == ""


def test_a_web_address_is_a_link() -> None:
    assert safe_link("https://policies.example/a") == "https://policies.example/a"
