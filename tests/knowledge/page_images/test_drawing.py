"""Words found in a page's text layer."""

from __future__ import annotations

import pytest

from knowledge.page_images.drawing import AlphanumericText, places


def marked(page: str, *quotes: str) -> list[str]:
    return [page[start:end] for start, end in places(AlphanumericText.of(page), quotes)]


@pytest.mark.parametrize(
    ("page", "quote"),
    [
        ("The plan pays within\r\n30 days of receipt.", "plan pays within 30 days"),
        ("A certi\ufb01ed mail receipt", "certified mail"),
        ("reim\u00adbursement claims", "reimbursement claims"),
        ("reim-\r\nbursement claims", "reimbursement claims"),
        ("reim\x02bursement claims", "reimbursement claims"),
        ("it is the mem\u2010\nber\u2019s own", "the member's own"),
        ("Prüfung der Anträge", "PRU\u0308FUNG der Antra\u0308ge"),
        ("Gold   $20", "Gold | $20"),
    ],
)
def test_words_are_found_however_the_page_writes_them(page: str, quote: str) -> None:
    assert len(marked(page, quote)) == 1


def test_the_place_is_that_of_the_words_alone() -> None:
    page = "Before. The plan pays in\n30 days. After."

    assert marked(page, "The plan pays in 30 days.") == ["The plan pays in\n30 days"]


def test_a_quote_that_goes_on_over_the_page_is_marked_as_far_as_it_stands_here() -> None:
    page = "Head of the page. A claim that is sent too late"

    found = marked(page, "A claim that is sent too late is denied unless the Plan was in error.")

    assert found == ["A claim that is sent too late"]


def test_cells_in_another_order_are_all_marked() -> None:
    page = "Emergency room visit Specialist office visit\nthree hundred dollars forty dollars"

    found = marked(page, "Emergency room visit | three hundred dollars | Specialist office visit")

    assert found == ["Emergency room visit Specialist office visit\nthree hundred dollars"]


def test_a_few_shared_words_are_no_find() -> None:
    assert marked("The plan pays in 30 days.", "The plan of the garden is on the wall.") == []


def test_quotes_that_overlap_are_marked_once() -> None:
    found = marked("One two three four five six.", "one two three four", "three four five six")

    assert found == ["One two three four five six"]


def test_a_page_without_letters_has_nothing_to_find() -> None:
    assert marked("", "One two three four") == []
