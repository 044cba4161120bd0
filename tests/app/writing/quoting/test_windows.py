"""A window is what can be quoted as one piece."""

from __future__ import annotations

from app.writing.quoting.quotations import Quotation, in_markdown
from app.writing.quoting.windows import windows, words_of_lead
from tests.builders import passage


def texts(text: str) -> list[str]:
    return [window.text for window in windows(1, passage(text))]


def test_neighbouring_sentences_make_windows() -> None:
    assert texts("One is due. Two are due. A third is late.") == [
        "One is due.",
        "One is due. Two are due.",
        "One is due. Two are due. A third is late.",
        "Two are due.",
        "Two are due. A third is late.",
        "A third is late.",
    ]


def test_a_window_ends_at_a_heading() -> None:
    assert texts("One is due.\n\n# Rules\n\nTwo are due.") == ["One is due.", "Two are due."]


def test_a_lists_items_bring_its_lead_in() -> None:
    assert texts("Bring:\n\n- a bill\n- a card") == [
        "Bring: a bill",
        "Bring: a bill a card",
        "Bring: a card",
    ]


def test_an_item_below_another_keeps_the_number_of_both() -> None:
    found = windows(1, passage("Do:\n1. Open.\n2. Check:\n  a. member\n  b. plan"))

    assert ("2.b",) in {window.marks for window in found}


def test_rows_bring_their_header() -> None:
    assert texts("Plan | Fee\nGold | $4\nSilver | $3") == [
        "Plan | Fee Gold | $4",
        "Plan | Fee Gold | $4 Silver | $3",
        "Plan | Fee Silver | $3",
    ]


def test_only_a_single_unit_is_longer_than_sixty_words() -> None:
    long = " ".join(["word"] * 50)
    found = windows(1, passage(f"A {long} ends. B {long} {long} ends. C ends here."))

    lengths = [(len(each.text.split()), len(each.units)) for each in found]
    assert all(words <= 60 or units == 1 for words, units in lengths)
    assert max(lengths) == (102, 1)


def test_a_lone_numbered_line_is_a_heading() -> None:
    assert texts("1. The dates\n\nOne is due.") == ["One is due."]


def test_a_header_costs_its_words_its_bars_and_the_rule_below_it() -> None:
    row = windows(1, passage("Plan | Office fee\nGold | $4"))[0].units[0]

    written = in_markdown(Quotation(1, (row,))).splitlines()

    assert words_of_lead(row) == len(" ".join(written[:2]).split())
